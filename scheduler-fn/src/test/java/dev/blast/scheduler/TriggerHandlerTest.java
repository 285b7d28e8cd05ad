package dev.blast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.Campaigns;
import dev.blast.campaign.Problem;
import dev.blast.run.Firing;
import dev.blast.run.Firing.Fired;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.RunsContract;
import dev.blast.stage.Staging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TriggerHandlerTest {

  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId RUN = new RunId("spring", EIGHT);
  private static final Map<String, String> EVENT =
      TriggerHandler.event("s3://bucket/spring.yaml", "2026-03-01T08:00:00Z");

  private final MemoryRuns runs = new MemoryRuns();
  private final List<Fired> followed = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();
  private Staging.Answer staging =
      new Staging.Answer.Staged(
          RunsContract.manifest(5), new NoFile(), List.of(), 0, List.of(), List.of());
  private Instant now = EIGHT.plusSeconds(20);
  private String more = "";
  private boolean dies;
  private Runnable meanwhile = () -> {};

  @Test
  void aTriggerMakesOneRunAndASecondOneSaysSo() {
    assertThat(trigger()).containsEntry("run", RUN.toString());
    assertThat(trigger().get("answer")).isEqualTo("there already: STAGED; nobody is sent to twice");
    assertThat(runs.state(RUN)).contains(RunState.STAGED);
    assertThat(followed).hasSize(2);
    assertThat(followed.getLast()).isEqualTo(new Fired.AlreadyThere(RUN, RunState.STAGED));
    assertThat(logged.getFirst()).isEqualTo(RUN + " staged: 4 recipients\n");
  }

  @Test
  void aTriggerThatComesTooLateIsRecordedAndNobodyIsSentTo() {
    now = EIGHT.plusSeconds(3_602);
    more = "latestStart: 1h\n";
    assertThat(trigger().get("answer")).startsWith("skipped: it is PT1H2S late");
    assertThat(runs.state(RUN)).contains(RunState.SKIPPED);
    now = EIGHT;
    assertThat(trigger().get("answer")).startsWith("there already: SKIPPED");
  }

  @Test
  void aTriggerThatIsRepeatedTooLateDoesNotStageWhatTheFirstOneLeft() {
    more = "latestStart: 15m\n";
    dies = true;
    assertThatThrownBy(this::trigger).hasMessage("killed");
    assertThat(runs.state(RUN)).contains(RunState.OPENED);
    dies = false;
    now = EIGHT.plusSeconds(902);
    assertThat(trigger().get("answer")).startsWith("skipped: it is PT15M2S late");
    assertThat(runs.state(RUN)).contains(RunState.CANCELLED);
  }

  @Test
  void aTriggerAfterTheDeadlineIsRecordedAsWell() {
    now = EIGHT.plusSeconds(601);
    more = "deadline: 10m\n";
    assertThat(trigger().get("answer")).startsWith("skipped: its deadline was");
    assertThat(runs.state(RUN)).contains(RunState.SKIPPED);
  }

  @Test
  void anAudienceThatIsRefusedIsAnAnswerWithItsProblems() {
    Problem problem = Problem.of("people.csv", "a header and no row", "recipients", "export again");
    staging = new Staging.Answer.Refused(List.of(problem));
    assertThat(trigger().get("answer")).startsWith("refused: ").contains("a header and no row");
    assertThat(runs.state(RUN)).contains(RunState.REFUSED);
  }

  /** The files changed between the two, and the other one sends. */
  @Test
  void aRefusalThatComesSecondIsNoneOfTheRun() {
    Problem problem = Problem.of("never.csv", "no such file", "a CSV", "correct its path");
    staging = new Staging.Answer.Refused(List.of(problem));
    meanwhile = () -> runs.advance(RUN, RunState.Event.MANIFEST_FROZEN);
    assertThat(trigger().get("answer")).isEqualTo("there already: STAGED; nobody is sent to twice");
    assertThat(followed).containsExactly(new Fired.AlreadyThere(RUN, RunState.STAGED));
  }

  @Test
  void stagingThatComesAfterARefusalSendsToNobody() {
    meanwhile = () -> runs.advance(RUN, RunState.Event.AUDIENCE_REFUSED);
    assertThat(trigger().get("answer")).startsWith("there already: REFUSED");
    assertThat(followed).containsExactly(new Fired.AlreadyThere(RUN, RunState.REFUSED));
  }

  @Test
  void anEventThatIsNoneSaysWhatItLacks() {
    assertThatThrownBy(() -> handler().handleRequest(Map.of("campaign", "s3://b/c"), context()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no \"scheduledTime\"");
    assertThatThrownBy(() -> handler().handleRequest(null, context()))
        .hasMessageContaining("no \"campaign\"");
    assertThatThrownBy(
            () ->
                handler()
                    .handleRequest(
                        TriggerHandler.event("s3://b/c", "<aws.scheduler.scheduled-time>"),
                        context()))
        .hasMessageContaining("is no instant");
    assertThat(runs.state(RUN)).isEmpty();
  }

  private Map<String, String> trigger() {
    return handler().handleRequest(EVENT, context());
  }

  private com.amazonaws.services.lambda.runtime.Context context() {
    return Invocations.with(() -> 900_000, logged);
  }

  private TriggerHandler handler() {
    Firing.Stager stager =
        (Run run) -> {
          if (dies) {
            throw new IllegalStateException("killed");
          }
          meanwhile.run();
          return staging;
        };
    return new TriggerHandler(
        address -> Campaigns.demo(more),
        new Firing(runs, stager, Firing.Late.RECORDED, () -> now),
        followed::add);
  }
}
