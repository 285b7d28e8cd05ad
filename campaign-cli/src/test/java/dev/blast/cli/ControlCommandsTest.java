package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import dev.blast.local.RunFolders;
import dev.blast.local.RunLock;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are paused, cancelled and sent again, by command lines, while a provider counts. */
class ControlCommandsTest {

  private static final int PEOPLE = 120;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Operator operator;

  @BeforeEach
  void audience() throws IOException {
    operator = new Operator(folder);
    operator.audience(PEOPLE);
  }

  @Test
  void aPausedRunStandsStillAndGoesOnWhenItIsTold() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      FutureTask<Answer> sending = sending(provider, "throttle: { perSecond: 10 }\n");
      String run = underWay(provider);

      assertThat(operator.typesHere("pause", run, "--why", "wrong coupon?").done().out())
          .isEqualTo(
              "%s  paused within two seconds; go on with: blast resume %s --data %s\n"
                  .formatted(run, run, operator.data()));
      assertThat(operator.typesHere("pause", run).refused().err()).contains("is paused already");
      int still = settledDown(provider);
      assertThat(still).isLessThan(PEOPLE);
      assertThat(operator.typesHere("status", run).done().out())
          .contains("paused by the operator: wrong coupon?");

      assertThat(operator.typesHere("resume", run).done().out()).contains("within two seconds");
      assertThat(sending.get().done().out()).contains(PEOPLE + " sent", "CLOSED");
      assertEachAskedOnce(provider, PEOPLE);
      assertThat(Files.readAllLines(operator.data().resolve("runs/" + run + "/events.jsonl")))
          .hasSize(2)
          .first()
          .asString()
          .contains("paused: wrong coupon?");
    }
  }

  @Test
  void aCancelledRunClosesAndNobodyIsSentToAnyMore() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      FutureTask<Answer> sending = sending(provider, "throttle: { perSecond: 10 }\n");
      String run = underWay(provider);

      Answer cancelled = operator.typesHere("cancel", run).done();
      int reached = provider.requests().size();

      assertThat(cancelled.out())
          .contains(reached + " sent", (PEOPLE - reached) + " cancelled", " 0 open", "CLOSED");
      assertThat(sending.get().out()).contains((PEOPLE - reached) + " cancelled");
      assertThat(sending.get().code()).as("most were not sent to").isEqualTo(4);
      assertEachAskedOnce(provider, reached);
      assertThat(operator.typesHere("report", run, "--only", "cancelled").done().rows())
          .hasSize(PEOPLE - reached);
      assertThat(operator.typesHere("cancel", run).refused().err()).contains("is CLOSED");
      assertThat(operator.typesHere("redrive", run).refused().err()).contains("was cancelled");
    }
  }

  @Test
  void aRunOnWhichNobodyWorksIsCancelledThereAndThen() throws Exception {
    try (Provider provider = Provider.answering(id -> 503)) {
      FutureTask<Answer> sending = sending(provider, "");
      String run = underWay(provider);
      operator.typesHere("pause", run).done();
      settledDown(provider);
      // what the process that worked on it leaves behind when it is killed
      Path copy = Files.createDirectories(folder.resolve("killed/runs/" + run));
      try (var files = Files.list(operator.data().resolve("runs/" + run))) {
        // One that is being written has another name, and may have its own by now.
        var whole = files.filter(file -> !file.toString().endsWith(".next"));
        for (Path file : (Iterable<Path>) whole::iterator) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      operator.typesHere("cancel", run).done();
      sending.get();

      Answer cancelled =
          operator.types("cancel", run, "--json", "--data", folder.resolve("killed"));
      JsonNode facts = cancelled.done().json();
      assertThat(facts.get("state").asText()).isEqualTo("CLOSED");
      assertThat(facts.get("balanced").asBoolean()).isTrue();
      assertThat(facts.get("outcomes").get("open").asLong()).isZero();
    }
  }

  @Test
  void whoIsUnconfirmedIsSentToAgainOnlyWhenAskedForAndUnderTheSameKey() throws IOException {
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message:
              channel: { type: demo, latency: 0ms, unconfirmedRate: 0.5, rejectRate: 0.1 }
              body: "Dear {{name}}"
            limits: { notSent: 90% }
            onUncertain: record
            """);
    operator.typesHere("run", campaign, "--now").done();
    String run = operator.runs().getFirst();
    JsonNode before = outcomes(run);
    long unconfirmed = before.get("unconfirmed").asLong();
    assertThat(unconfirmed).isBetween(20L, 90L);

    assertThat(operator.typesHere("redrive", run).inWords().err()).contains("nobody in " + run);
    assertThat(operator.typesHere("redrive", run, "--outcome", "sent").refused().err())
        .contains("write dead, expired, unconfirmed or rejected");
    assertThat(
            operator
                .typesHere("redrive", run, "--outcome", "unconfirmed", "--dry-run", "--json")
                .done()
                .json()
                .get("recipients")
                .asLong())
        .isEqualTo(unconfirmed);
    assertThat(outcomes(run)).as("a dry run changes nothing").isEqualTo(before);

    Answer again =
        operator.typesHere("redrive", run, "--outcome", "unconfirmed", "--reason", "demo-silent");
    assertThat(again.done().out()).contains("demo-silent", "CLOSED", " 0 open");
    JsonNode after = outcomes(run);
    assertThat(after.get("sent").asLong()).isGreaterThan(before.get("sent").asLong());
    assertThat(after.get("rejected")).isEqualTo(before.get("rejected"));
    assertThat(after.get("unconfirmed").asLong()).isLessThan(unconfirmed);
    assertThat(operator.typesHere("report", run, "--only", "unconfirmed").done().rows())
        .allMatch(row -> row.get("attempts").equals("2"));
  }

  @Test
  void whoExpiredIsSentToAgainUntilALaterDeadline() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      FutureTask<Answer> sending =
          sending(provider, "throttle: { perSecond: 5 }\ndeadline: 12s\n", "--anyway");
      assertThat(sending.get().out()).contains("expired", "CLOSED", " 0 open");
      assertThat(sending.get().code()).isEqualTo(4);
      assertThat(sending.get().err())
          .contains(
              "Note: at 5/s 120 take 24 s; the deadline is in 12 s: about 60 will expire",
              "were not sent to: the campaign allows 5 % (limits.notSent)");
      String run = operator.runs().getFirst();
      int reached = provider.requests().size();
      assertThat(reached).isBetween(1, PEOPLE - 1);
      assertThat(outcomes(run).get("expired").asInt()).isEqualTo(PEOPLE - reached);

      assertThat(operator.typesHere("redrive", run).inWords().err())
          .contains("which has passed: say until when it is worth saying now, as in --deadline 2h");
      operator.typesHere("throttle", run, "none");
      RunId id = RunId.parse(run).orElseThrow();
      RunFolders runs = new RunFolders(operator.data());
      try (RunLock others = runs.lock(id).orElseThrow()) {
        assertThat(operator.typesHere("redrive", run, "--deadline", "2h").inWords().err())
            .contains("under way in another process");
        assertThat(runs.control().of(id).deadline()).as("the loser leaves nothing").isEmpty();
      }
      Answer again = operator.typesHere("redrive", run, "--deadline", "1h").done();

      assertThat(again.out()).contains(PEOPLE + " sent", "CLOSED");
      assertEachAskedOnce(provider, PEOPLE);
    }
  }

  @Test
  void onlyAClosedRunIsRedriven() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      FutureTask<Answer> sending = sending(provider, "throttle: { perSecond: 10 }\n");
      String run = underWay(provider);
      assertThat(operator.typesHere("redrive", run).refused().err())
          .contains("only a closed run is redriven");
      operator.typesHere("cancel", run).done();
      sending.get();
    }
  }

  @Test
  void aCanaryThatIsRefusedStopsBeforeEverybodyElse() throws Exception {
    try (Provider provider = Provider.answering(id -> 400)) {
      FutureTask<Answer> sending =
          sending(provider, "canary: { first: 10, wait: 0s, maxRefused: 0.5 }\n");
      String run = underWay(provider);
      await()
          .atMost(PATIENCE)
          .until(() -> operator.typesHere("status", run).out().contains("paused by the canary"));
      assertThat(provider.requests()).hasSize(10);
      assertThat(operator.typesHere("status", run).out()).contains("http-400 10");

      Answer cancelled = operator.typesHere("cancel", run);
      assertThat(cancelled.code()).as("of the others nobody was sent to").isEqualTo(4);
      assertThat(cancelled.out()).contains("10 rejected", (PEOPLE - 10) + " cancelled");
      sending.get();
      assertThat(provider.requests()).hasSize(10);
    }
  }

  @Test
  void aBrakeStopsARunWhoseProviderRefusesEverybody() throws Exception {
    try (Provider provider = Provider.answering(id -> 400)) {
      FutureTask<Answer> sending =
          sending(
              provider,
              "throttle: { perSecond: 10 }\nbrake: { maxErrors: 0.1, window: 10s, least: 10 }\n");
      String run = underWay(provider);
      await()
          .atMost(PATIENCE)
          .until(() -> operator.typesHere("status", run).out().contains("paused by the brake"));
      assertThat(settledDown(provider)).isLessThan(PEOPLE);
      assertThat(operator.typesHere("cancel", run).code()).isEqualTo(4);
      sending.get();
    }
  }

  private FutureTask<Answer> sending(Provider provider, String more, Object... options)
      throws IOException {
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: webhook, url: "%s" }, body: "Dear {{name}}" }
            %s"""
                .formatted(provider.url(), more));
    FutureTask<Answer> sending =
        new FutureTask<>(
            () ->
                operator.typesHere(
                    Stream.concat(Stream.of("run", campaign, "--now"), Stream.of(options))
                        .toArray()));
    Thread.ofVirtual().start(sending);
    return sending;
  }

  /** The run that has reached somebody. */
  private String underWay(Provider provider) {
    await().atMost(PATIENCE).until(() -> provider.requests().size() >= 5);
    return operator.runs().getFirst();
  }

  /** How many were asked when two seconds have gone by without another one. */
  private static int settledDown(Provider provider) {
    List<Provider.Request> requests = provider.requests();
    int[] last = {-1};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              boolean same = requests.size() == last[0];
              last[0] = requests.size();
              return same;
            });
    return last[0];
  }

  private JsonNode outcomes(String run) {
    return operator.typesHere("status", run, "--json").done().json().get("outcomes");
  }

  private static void assertEachAskedOnce(Provider provider, int people) {
    assertThat(provider.requests()).hasSize(people);
    assertThat(provider.requests().stream().map(Provider.Request::key)).doesNotHaveDuplicates();
  }
}
