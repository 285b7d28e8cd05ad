package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.stack.StackVariables;
import dev.blast.aws.stack.StackWiring;
import dev.blast.cli.Operator.Answer;
import dev.blast.dispatch.Passes.Latest;
import dev.blast.local.ShellCommand;
import dev.blast.outcome.Outcome;
import dev.blast.redrive.Selection;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.scheduler.Functions;
import dev.blast.site.Operation.Permit;
import dev.blast.site.StackSite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redrives on a stack that break off, meet another, or come too late: nobody is lost or repeated.
 */
class StackRedriveTest {

  private static final int PEOPLE = 120;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Selection UNCONFIRMED =
      new Selection(Set.of(Outcome.UNCONFIRMED), Optional.empty());

  private static StackStand stand;

  @TempDir private Path folder;
  private Operator operator;
  private StackWiring stack;

  @BeforeAll
  static void deploy() {
    stand = new StackStand();
  }

  @AfterAll
  static void destroy() {
    stand.close();
  }

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    operator.audience(PEOPLE);
    stack =
        new StackWiring(
            StackVariables.read(stand.variables()::get, StackWiring.NEEDED),
            4,
            InstantSource.system());
  }

  @AfterEach
  void goes() {
    stack.close();
  }

  @Test
  void aRedriveThatFailsInTheMiddleSaysHowToGoOnAndResumeDoes() throws Exception {
    RunId run = closed("broken");
    long before = unconfirmed(run);
    Answer broken;
    try (AwsSettings away = new AwsSettings()) {
      away.set("aws.endpointUrlSqs", "http://127.0.0.1:1");
      broken = operator.onStack("redrive", run, "--outcome", "unconfirmed");
    }
    assertThat(broken.code()).isNotZero();
    assertThat(broken.inWords().err())
        .contains("the redrive of " + run + " broke off", "go on with: blast resume " + run);
    assertThat(operator.onStack("status", run).done().out())
        .contains(run + "  STAGED, interrupted: blast resume " + run);
    assertThat(open(run)).isEqualTo(before);

    assertThat(operator.onStack("resume", run).done().out()).contains(run.toString());
    untilClosed(run);
    assertThat(unconfirmed(run)).isLessThan(before);
    assertThat(redriven(run)).isEqualTo(1);
  }

  @Test
  void aRedriveThatWasKilledBeforeItOpenedAnybodyIsFinishedByResumeAsItWasAsked() throws Exception {
    RunId run = closed("killed");
    long before = unconfirmed(run);
    Instant until = Instant.now().plus(Duration.ofHours(5));
    assertThat(stack.redrives().begin(run, UNCONFIRMED, until)).isPresent();

    assertThat(operator.onStack("status", run).done().out())
        .contains(run + "  REOPENING, interrupted: blast resume " + run);
    Map<String, String> late = Map.of("run", run.toString());
    assertThat(
            Functions.watch(stand.variables())
                .handleRequest(late, Functions.invocation())
                .get("answer"))
        .as("a call for the watch of the first run that comes late")
        .isEqualTo("redriven: another watch has the run");
    assertThat(stack.runs().state(run)).contains(RunState.REOPENING);
    assertThat(open(run)).isZero();

    assertThat(operator.onStack("resume", run).done().out()).contains(run.toString());
    untilClosed(run);
    assertThat(unconfirmed(run)).isLessThan(before);
    assertThat(stack.control().of(run).deadline()).contains(until);
  }

  @Test
  void aRedriveThatBreaksOffRightAfterItsFirstWriteSaysWhoGoesOn() throws Exception {
    RunId run = closed("unnoted");
    long before = unconfirmed(run);
    Permit permit =
        new Permit(
            Instant.now().plusSeconds(3_600),
            () -> {},
            () -> {
              throw new IllegalStateException("the table is away");
            });
    try (StackSite site =
        StackSite.named(
            StackStand.NAME,
            ShellCommand.options().option("--stack", "prod"),
            InstantSource.system())) {
      assertThatThrownBy(() -> site.redrive(run, UNCONFIRMED, permit))
          .isInstanceOf(StackSite.Busy.class)
          .hasMessage(
              "the redrive of %1$s broke off (the table is away). Nobody is lost; go on with: blast resume %1$s --stack prod"
                  .formatted(run));
    }
    assertThat(stack.runs().state(run)).contains(RunState.REOPENING);
    assertThat(operator.onStack("resume", run).done().out()).contains(run.toString());
    untilClosed(run);
    assertThat(unconfirmed(run)).isLessThan(before);
  }

  @Test
  void whoGoesOnWithARedriveThatIsAtWorkHelpsIt() throws Exception {
    RunId run = closed("helped");
    long before = unconfirmed(run);
    int passes = pass(run);
    assertThat(stack.redrives().begin(run, UNCONFIRMED, Instant.now().plusSeconds(3_600)))
        .isPresent();
    List<Answer> answers = atOnce(4, () -> operator.onStack("resume", run));
    assertThat(answers)
        .allSatisfy(
            answer -> {
              if (answer.code() != 0) {
                assertThat(answer.inWords().err())
                    .containsAnyOf(
                        "another has gone on with the redrive of " + run,
                        "there is nothing to go on with");
              }
            });
    assertThat(answers).anySatisfy(answer -> assertThat(answer.code()).isZero());
    untilClosed(run);
    assertThat(unconfirmed(run)).isLessThan(before);
    assertThat(pass(run)).as("none of them left a pass of its own").isEqualTo(passes + 1);
  }

  @Test
  void ofTwoRedrivesAtOnceOneGoesOnAndTheOtherChangesNothing() throws Exception {
    RunId run = closed("twice");
    long before = unconfirmed(run);
    int passes = pass(run);
    List<Answer> answers =
        atOnce(
            2,
            () -> operator.onStack("redrive", run, "--outcome", "unconfirmed", "--deadline", "2h"));

    assertThat(answers.stream().filter(answer -> answer.code() == 0)).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.code() != 0))
        .singleElement()
        .satisfies(
            answer ->
                assertThat(answer.inWords().err())
                    .containsAnyOf(
                        "another redrive of " + run + " has begun",
                        "only a closed run is redriven",
                        "the watch of " + run + " is still at its report",
                        "nobody in " + run));
    untilClosed(run);
    assertThat(redriven(run)).isEqualTo(1);
    assertThat(stack.log().of(run)).filteredOn(e -> e.what().startsWith("redrive of")).hasSize(1);
    assertThat(pass(run)).isEqualTo(passes + 1);
    assertThat(unconfirmed(run)).isLessThan(before);
  }

  @Test
  void aRedriveThatWasKilledCanBeCancelled() throws Exception {
    RunId run = closed("regretted");
    long before = unconfirmed(run);
    assertThat(stack.redrives().begin(run, UNCONFIRMED, Instant.now().plusSeconds(3_600)))
        .isPresent();

    Answer cancelled = operator.onStack("cancel", run);
    assertThat(cancelled.code()).as("as before, too few were sent to").isEqualTo(4);
    assertThat(cancelled.out()).contains(" 0 open", "The books balance.");
    untilClosed(run);
    assertThat(unconfirmed(run))
        .as("who may have been reached is not called cancelled")
        .isEqualTo(before);
    assertThat(stack.control().of(run).cancelled()).isPresent();
  }

  @Test
  void nobodyIsSentToAgainWhenTheLedgerMayForgetWhoWasSentTo() throws Exception {
    RunId run = closed("forgotten");
    JsonNode before = outcomes(run);
    Answer late = operator.onStack("redrive", run, "--outcome", "unconfirmed", "--deadline", "29d");
    assertThat(late.code()).isNotZero();
    assertThat(late.inWords().err())
        .contains(
            "nobody of " + run + " is sent to again until ",
            "the stack keeps its ledger for 30 days",
            "Give a deadline before ");
    assertThat(stack.runs().state(run)).contains(RunState.CLOSED);
    assertThat(outcomes(run)).isEqualTo(before);
    assertThat(redriven(run)).isZero();

    assertThat(
            operator
                .onStack("redrive", run, "--outcome", "unconfirmed", "--deadline", "27d")
                .code())
        .isZero();
    untilClosed(run);
  }

  @Test
  void aRunWhoseManifestIsForgottenIsListedAndStillKnownToHaveReachedPeople() throws Exception {
    RunId run = closed("old");
    var s3 = MemoryS3.shared().client();
    s3.listObjectsV2(list -> list.bucket(MemoryS3.BUCKET).prefix("runs/" + run + "/manifest-"))
        .contents()
        .forEach(
            object -> {
              var gone = s3.deleteObject(del -> del.bucket(MemoryS3.BUCKET).key(object.key()));
            });

    assertThat(operator.onStack("status").done().out()).contains(run + "  CLOSED");
    assertThat(operator.onStack("status", "--json").done().json().at("/runs").isEmpty()).isFalse();
    assertThat(operator.onStack("schedule", folder.resolve("old.yaml")).inWords().err())
        .contains("run " + run + " of this campaign was closed", "add --again");
    assertThat(operator.onStack("report", run).refused().err()).contains("its books are forgotten");
  }

  /** A closed run of so many people, about half of whom are unconfirmed. */
  private RunId closed(String id) throws IOException {
    Path campaign =
        operator.writes(
            id + ".yaml",
            """
            id: %s
            audience: { path: people.csv, columns: { id: id, address: email } }
            message:
              channel: { type: demo, latency: 0ms, unconfirmedRate: 0.5 }
              body: "Dear {{name}}"
            onUncertain: record
            schedule: { at: "2036-01-01T08:00:00", zone: UTC }
            """
                .formatted(id));
    operator.onStack("schedule", campaign).done();
    RunId run = RunId.parse(stand.fires(id)).orElseThrow();
    untilClosed(run);
    assertThat(unconfirmed(run)).isBetween(10L, 110L);
    return run;
  }

  private void untilClosed(RunId run) {
    await()
        .atMost(PATIENCE)
        .until(() -> stack.runs().state(run).filter(RunState.CLOSED::equals).isPresent());
    stand.awaitQuiet();
    JsonNode outcomes = outcomes(run);
    assertThat(outcomes.get("open").asLong()).isZero();
  }

  private List<Answer> atOnce(int operators, Callable<Answer> types) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> all =
          threads.invokeAll(IntStream.range(0, operators).mapToObj(i -> types).toList());
      List<Answer> answers = new java.util.ArrayList<>();
      for (Future<Answer> answer : all) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private int pass(RunId run) {
    return stack.passes().of(run).map(Latest::pass).orElseThrow().number();
  }

  private int redriven(RunId run) {
    return stack.redrives().latest(run);
  }

  private long unconfirmed(RunId run) {
    return outcomes(run).get("unconfirmed").asLong();
  }

  private long open(RunId run) {
    return outcomes(run).get("open").asLong();
  }

  private JsonNode outcomes(RunId run) {
    return operator.onStack("status", run, "--json").done().json().get("outcomes");
  }
}
