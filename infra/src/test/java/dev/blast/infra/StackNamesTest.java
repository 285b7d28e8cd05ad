package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.run.DynamoDeadLetters;
import dev.blast.aws.s3.RunObjects;
import dev.blast.aws.stack.StackOutputs;
import dev.blast.aws.stack.StackVariable;
import dev.blast.infra.Terraform.Block;
import dev.blast.infra.Terraform.Body;
import dev.blast.outcome.Outcome;
import dev.blast.run.RunId;
import dev.blast.scheduler.SchedulerWiring;
import dev.blast.scheduler.ShardHandler;
import dev.blast.scheduler.TriggerHandler;
import dev.blast.scheduler.WatchHandler;
import dev.blast.sender.DeadLetterHandler;
import dev.blast.sender.SenderHandler;
import dev.blast.sender.SenderWiring;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Terraform and the code both say is the same. */
class StackNamesTest {

  private static final Terraform STACK = Terraform.ofStack();

  private static final RunId RUN = RunId.parse("spring@20261122T070000Z").orElseThrow();

  /** A function: what handles its invocations, and what it must be told. */
  private record Function(
      Class<? extends RequestHandler<?, ?>> handler, Set<StackVariable> variables) {}

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "trigger", new Function(TriggerHandler.class, SchedulerWiring.TRIGGER),
          "shards", new Function(ShardHandler.class, SchedulerWiring.SHARD),
          "watch", new Function(WatchHandler.class, SchedulerWiring.WATCH),
          "sender", new Function(SenderHandler.class, SenderWiring.NEEDED),
          "dead_letters", new Function(DeadLetterHandler.class, SenderWiring.DEAD_LETTERS));

  private static Body function(String name) {
    return STACK.local("functions").object().get(name).object();
  }

  @Test
  void thereAreTheFunctionsThatTheCodeHas() {
    assertThat(STACK.local("functions").object().attributes().keySet())
        .containsExactlyInAnyOrderElementsOf(FUNCTIONS.keySet());
  }

  @Test
  void eachHandlerIsAClassAndItsMethod() {
    FUNCTIONS.forEach(
        (name, function) ->
            assertThat(function(name).get("handler").string())
                .as(name)
                .isEqualTo(function.handler().getName() + "::handleRequest"));
  }

  /** Lambda makes the class itself, and calls the method (Lambda developer guide, java-handler). */
  @Test
  void eachHandlerCanBeMadeAndCalledByLambda() throws NoSuchMethodException {
    for (Function function : FUNCTIONS.values()) {
      assertThat(function.handler()).isPublic();
      assertThat(function.handler().getConstructor().getParameterCount()).isZero();
      assertThat(function.handler().getMethods())
          .anyMatch(
              method ->
                  method.getName().equals("handleRequest")
                      && method.getParameterCount() == 2
                      && method.getParameterTypes()[1] == Context.class);
    }
  }

  @Test
  void eachFunctionIsToldWhatItReadsAndNothingElse() {
    FUNCTIONS.forEach(
        (name, function) ->
            assertThat(function(name).get("variables").texts())
                .as(name)
                .containsExactlyInAnyOrderElementsOf(names(function.variables())));
  }

  @Test
  void theStackIsDescribedByTheNamesThatTheCodeReads() {
    assertThat(STACK.local("stack").object().attributes().keySet())
        .containsExactlyInAnyOrderElementsOf(names(Set.of(StackVariable.values())));
  }

  private static List<String> names(Set<StackVariable> variables) {
    return variables.stream().map(StackVariable::name).toList();
  }

  @Test
  void theRuntimeRunsTheClassesAsTheyAreCompiled() throws IOException {
    for (Function function : FUNCTIONS.values()) {
      assertThat(STACK.resource("aws_lambda_function", "stack").get("runtime").string())
          .isEqualTo("java" + release(function.handler()));
    }
  }

  /** Class files of release n have the major version n + 44 (JVM specification, 4.1). */
  private static int release(Class<?> type) throws IOException {
    try (InputStream file =
            Objects.requireNonNull(type.getResourceAsStream(type.getSimpleName() + ".class"));
        DataInputStream in = new DataInputStream(file)) {
      in.skipNBytes(6);
      return in.readUnsignedShort() - 44;
    }
  }

  @Test
  void thePackagesAreWhereTheModulesPutThem() {
    for (String module : List.of("scheduler-fn", "sender-fn")) {
      String variable = module.replace("-fn", "_package");
      Body declared =
          STACK
              .blocks("variable")
              .filter(block -> block.labels().equals(List.of(variable)))
              .findAny()
              .orElseThrow()
              .body();
      Path zip = Path.of(declared.get("default").string());
      assertThat(zip).endsWithRaw(Path.of(module, "target", module + ".zip"));
      assertThat(Files.exists(zip.resolveSibling("../pom.xml").normalize())).isTrue();
    }
  }

  @Test
  void theKeysOfTheTableAreThoseOfTheCode() {
    Body table = STACK.resource("aws_dynamodb_table", "ledger");
    assertThat(table.get("hash_key").string()).isEqualTo(BlastTable.PK);
    assertThat(table.get("range_key").string()).isEqualTo(BlastTable.SK);
    assertThat(table.blocks("attribute"))
        .allMatch(key -> key.body().get("type").string().equals("S"))
        .extracting(key -> key.body().get("name").string())
        .containsExactlyInAnyOrder(BlastTable.PK, BlastTable.SK);
    assertThat(table.only("ttl").get("attribute_name").string()).isEqualTo(BlastTable.TTL);
    assertThat(table.only("ttl").get("enabled").text()).isEqualTo("true");
  }

  /** Otherwise an answer is not looked at, and messages that failed are deleted. */
  @Test
  void everyMappingReadsWhichMessagesFailed() {
    List<Block> mappings = STACK.resources("aws_lambda_event_source_mapping").toList();
    assertThat(mappings).hasSize(3);
    assertThat(mappings)
        .allSatisfy(
            mapping ->
                assertThat(mapping.body().get("function_response_types").texts())
                    .containsExactly("ReportBatchItemFailures"));
  }

  @Test
  void mappingsCallTheVersionThatIsLive() {
    Map<String, String> called =
        STACK
            .resources("aws_lambda_event_source_mapping")
            .collect(
                Collectors.toMap(
                    mapping -> mapping.labels().get(1),
                    mapping -> mapping.body().get("function_name").text()));
    assertThat(called)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "recipients", "aws_lambda_alias.live[\"sender\"].arn",
                "shards", "aws_lambda_alias.live[\"shards\"].arn",
                "dead_letters", "aws_lambda_alias.live[\"dead_letters\"].arn"));
  }

  /** Lambda developer guide, services-sqs-configure: six times, and the window. */
  @Test
  void messagesStayHiddenSixTimesAsLongAsTheirFunctionMayTake() {
    Map<String, String> functions =
        Map.of("recipients", "sender", "shards", "shards", "dead_letters", "dead_letters");
    Pattern form = Pattern.compile("(\\d+) \\* local\\.functions\\.(\\w+)\\.timeout( \\+ .*)?");
    functions.forEach(
        (queue, function) -> {
          String visibility = STACK.local("visibility").object().get(queue).text();
          Matcher parts = form.matcher(visibility);
          assertThat(parts.matches()).as(visibility).isTrue();
          assertThat(Integer.parseInt(parts.group(1))).isGreaterThanOrEqualTo(6);
          assertThat(parts.group(2)).isEqualTo(function);
          assertThat(
                  STACK.resource("aws_sqs_queue", queue).get("visibility_timeout_seconds").text())
              .isEqualTo("local.visibility." + queue);
        });
    assertThat(STACK.local("visibility").object().get("recipients").text())
        .endsWith(" + var.sender_window");
  }

  /** Pausing and deferring consume receives, so a lower count would kill what only waits. */
  @Test
  void onlyTheLedgerGivesUp() {
    assertThat(STACK.local("receives").number()).isEqualTo(1_000);
    for (String queue : List.of("recipients", "shards")) {
      assertThat(STACK.resource("aws_sqs_queue", queue).get("redrive_policy").text())
          .containsPattern("maxReceiveCount\\s+= local\\.receives");
    }
  }

  /** What WatchHandler and TriggerHandler count on when they leave something undone. */
  @Test
  void callsThatFailAreCalledAgainTwiceAndWaitForConcurrency() {
    for (String function : List.of("trigger", "watch")) {
      Body calls = STACK.resource("aws_lambda_function_event_invoke_config", function);
      assertThat(calls.get("function_name").text())
          .isEqualTo("aws_lambda_function.stack[\"" + function + "\"].function_name");
      assertThat(calls.get("qualifier").text())
          .as("the alias that is called")
          .isEqualTo("aws_lambda_alias.live[\"" + function + "\"].name");
      assertThat(calls.get("maximum_retry_attempts").number()).isEqualTo(2);
      assertThat(calls.get("maximum_event_age_in_seconds").number()).isGreaterThanOrEqualTo(900);
    }
  }

  @Test
  void theRoleThatSchedulesWatchesMayMakeThoseThatTheCodeMakes() {
    String watches = allowedPrefix("watches", "schedules");
    assertThat(WatchHandler.call(RUN, 0).name().text()).startsWith(watches);
    assertThat(WatchHandler.call(RUN, 3).name().text()).startsWith(watches);
    assertThat(watches).isNotEmpty();
  }

  @Test
  void objectsOfRunsAreWhereTheRolesMayWriteAndTheLifecycleDeletes() {
    String runs = allowedPrefix("runs", "bucket");
    assertThat(RunObjects.of(RUN, "report.csv")).startsWith(runs);
    assertThat(runs).isNotEmpty();
    Body rule = STACK.resource("aws_s3_bucket_lifecycle_configuration", "stack").dynamic("rule");
    assertThat(rule.get("for_each").text()).contains("\"" + runs + "\"");
  }

  @Test
  void bodiesOfDeadLettersAreWhereTheirFunctionMayWriteAndTheLifecycleDeletes() {
    String letters = allowedPrefix("letters", "bucket");
    assertThat(DynamoDeadLetters.BODIES).isEqualTo(letters);
    Body rule = STACK.resource("aws_s3_bucket_lifecycle_configuration", "stack").dynamic("rule");
    assertThat(rule.get("for_each").text()).contains("\"" + letters + "\"");
  }

  /** Where --stack NAME looks. */
  @Test
  void theParameterThatDescribesAStackIsTheOneThatCommandsRead() {
    assertThat(STACK.resource("aws_ssm_parameter", "stack").get("name").text())
        .isEqualTo("\"" + StackOutputs.parameter("${var.name}") + "\"");
  }

  /** Of a local value {@code "${local.where}/prefix*"}. */
  private static String allowedPrefix(String local, String where) {
    String text = STACK.local(local).text();
    assertThat(text).startsWith("\"${local." + where + "}/").endsWith("*\"");
    return text.substring(text.indexOf('/') + 1, text.length() - 2);
  }

  @Test
  void theDashboardShowsEveryOutcome() {
    assertThat(STACK.local("outcomes").texts())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Outcome.values())
                .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                .toList());
  }
}
