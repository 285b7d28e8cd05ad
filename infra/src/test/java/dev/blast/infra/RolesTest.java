package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.blast.infra.Terraform.Body;
import dev.blast.infra.Terraform.Expression;
import dev.blast.scheduler.ShardHandler;
import dev.blast.scheduler.TriggerHandler;
import dev.blast.scheduler.WatchHandler;
import dev.blast.sender.DeadLetterHandler;
import dev.blast.sender.SenderHandler;
import dev.blast.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each role is allowed what the code that has it may come to ask of AWS, and nothing else: an
 * action that is missing in one of them fails here, although another has it.
 */
class RolesTest {

  private static final Terraform STACK = Terraform.ofStack();

  /** Those that are found in code; the others, such as keys and logs, are AWS's own doing. */
  private static final Set<String> SERVICES =
      Set.of("dynamodb", "s3", "sqs", "sns", "scheduler", "ssm", "lambda");

  private static final Pattern TEXT = Pattern.compile("\"([a-z0-9]+:[A-Za-z]+)\"");
  private static final Pattern LOCAL = Pattern.compile("local\\.(\\w+)");

  private static final Map<String, Class<?>> HANDLERS =
      Map.of(
          "trigger", TriggerHandler.class,
          "shards", ShardHandler.class,
          "watch", WatchHandler.class,
          "sender", SenderHandler.class,
          "dead_letters", DeadLetterHandler.class);

  /** What Lambda does with a queue in the name of the function that it calls. */
  private static final Set<String> BY_LAMBDA =
      Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

  private static final Set<String> CALLED_BY_QUEUES = Set.of("shards", "sender", "dead_letters");

  private static final JavaClasses CODE = code();

  private static JavaClasses code() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(place -> !place.contains("-tests.jar"))
        .importPackages("dev.blast");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trigger", "shards", "watch", "sender", "dead_letters"})
  void aFunctionMayDoWhatItsHandlerMayAskFor(String function) {
    Set<String> wanted = asked(Objects.requireNonNull(HANDLERS.get(function)));
    if (CALLED_BY_QUEUES.contains(function)) {
      wanted.addAll(BY_LAMBDA);
    }
    assertThat(allowed(function)).isEqualTo(withLists(wanted));
  }

  /** It has the sender's policy. */
  @Test
  void aWorkerAsksForNoMoreThanTheSenderMay() {
    assertThat(allowed("sender")).containsAll(asked(Worker.class)).isNotEmpty();
    assertThat(asked(Worker.class)).contains("sqs:ReceiveMessage", "sqs:DeleteMessage");
  }

  /** From all commands that take a stack, without those parts that work on this machine. */
  @Test
  void anOperatorMayDoWhatTheirCommandsMayAskFor() {
    Stream<JavaCodeUnit> commands =
        CODE.stream()
            .filter(type -> type.getPackageName().equals("dev.blast.cli"))
            .filter(
                type ->
                    type.getAllFields().stream()
                        .anyMatch(
                            field -> field.getRawType().getSimpleName().equals("StackOptions")))
            .flatMap(type -> type.getCodeUnits().stream());
    assertThat(allowed("operator"))
        .isEqualTo(withLists(asked(commands, RolesTest::isNotOfThisMachine)));
  }

  private static boolean isNotOfThisMachine(JavaClass type) {
    return isOurs(type)
        && !type.getPackageName().startsWith("dev.blast.local")
        && !type.getPackageName().startsWith("dev.blast.dashboard")
        && !type.getPackageName().startsWith("dev.blast.sender")
        && !type.getName().startsWith("dev.blast.site.LocalSite");
  }

  /** The searcher is worth what it tells apart. */
  @Test
  void whatOnlyOneHandlerAsksForIsFoundInThatOneAlone() {
    assertThat(asked(WatchHandler.class))
        .contains("scheduler:DeleteSchedule", "sqs:GetQueueAttributes", "sns:Publish")
        .doesNotContain("scheduler:CreateSchedule", "ssm:GetParameters");
    assertThat(asked(TriggerHandler.class))
        .contains("scheduler:CreateSchedule")
        .doesNotContain("scheduler:DeleteSchedule");
    assertThat(asked(SenderHandler.class))
        .contains("ssm:GetParameters", "dynamodb:UpdateItem", "sqs:ChangeMessageVisibility")
        .doesNotContain("sns:Publish", "lambda:GetAccountSettings");
    assertThat(asked(DeadLetterHandler.class)).contains("sns:Publish", "s3:PutObject");
  }

  private static Set<String> asked(Class<?> entry) {
    return asked(CODE.get(entry.getName()).getCodeUnits().stream(), RolesTest::isOurs);
  }

  private static Set<String> asked(
      Stream<JavaCodeUnit> entries, java.util.function.Predicate<JavaClass> within) {
    return Reached.from(entries, within).stream()
        .flatMap(Actions::of)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("dev.blast");
  }

  /** Without it S3 answers 403 where there is no object (API reference, GetObject). */
  private static Set<String> withLists(Set<String> actions) {
    Set<String> all = new TreeSet<>(actions);
    if (all.contains("s3:GetObject")) {
      all.add("s3:ListBucket");
    }
    return all;
  }

  private static Set<String> allowed(String role) {
    return STACK.local("grants").object().get(role).object().attributes().values().stream()
        .filter(grant -> !grant.text().startsWith("local."))
        .flatMap(grant -> actions(grant.object()).stream())
        .filter(action -> SERVICES.contains(action.substring(0, action.indexOf(':'))))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of local values included. */
  private static List<String> actions(Body grant) {
    Expression actions = grant.get("actions");
    String whole =
        LOCAL
            .matcher(actions.text())
            .replaceAll(named -> Matcher.quoteReplacement(STACK.local(named.group(1)).text()));
    return TEXT.matcher(whole).results().map(text -> text.group(1)).toList();
  }
}
