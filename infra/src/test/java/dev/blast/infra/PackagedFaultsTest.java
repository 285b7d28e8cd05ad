package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blast.infra.OperatorHere.Answered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of a channel's configuration, through the packages and the operator's commands. */
class PackagedFaultsTest {

  private static final int RECIPIENTS = 120;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String LATER = "2036-01-01T08:00:00Z";

  private final String id = "c" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir private Path folder;
  private Stack stack;
  private LoopbackProvider provider;
  private OperatorHere operator;

  @BeforeEach
  void deployed() throws IOException {
    stack = new Stack();
    provider = new LoopbackProvider();
    operator = stack.operator();
    stack.ssm().put(Stack.SECRET, "t0ken");
    Files.writeString(
        folder.resolve("people.csv"),
        IntStream.range(0, RECIPIENTS)
            .mapToObj("%1$d,p%1$d@example.com\n"::formatted)
            .collect(Collectors.joining("", "id,email\n", "")));
  }

  @AfterEach
  void goes() throws Exception {
    operator.close();
    provider.close();
    stack.close();
  }

  @Test
  void scheduleRefusesATimeoutThatIsTooLongForTheSendersAndNamesTheLargestThatFits()
      throws Exception {
    Answered refused = operator.types("schedule", campaign("46s"), "--at", LATER);
    assertThat(refused.text())
        .contains("46s does not fit; the largest that fits is 45s", "nothing was scheduled");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(stack.scheduler().names()).isEmpty();
    assertThat(operator.types("schedule", campaign("45s"), "--at", LATER).code()).isZero();
    assertThat(stack.scheduler().names()).containsExactly("campaign-" + id);
  }

  @Test
  void aMissingSecretPausesTheRunAndIsNamedAndTheRunIsResumedToItsEnd() throws Exception {
    assertThat(operator.types("schedule", campaign("10s"), "--at", LATER).code()).isZero();
    stack.ssm().delete(Stack.SECRET);
    stack.start(2);
    String event = stack.scheduler().fire("campaign-" + id, Instant.now()).orElseThrow().input();
    assertThat(stack.trigger().invoke(event)).isInstanceOf(Answer.Returned.class);
    String run = run();
    CompletableFuture<Void> watched = CompletableFuture.runAsync(this::untilClosed);

    String missing =
        "paused, because the channel cannot send: a secret is missing: TOKEN (there is no SSM"
            + " parameter "
            + Stack.SECRET
            + "); ";
    await().atMost(PATIENCE).until(() -> status(run).contains(missing));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stack.alerts()).anySatisfy(told -> assertThat(told).contains(missing)));
    assertThat(stack.events(run))
        .as("the run's events")
        .anySatisfy(
            done -> assertThat(done).contains("paused: a secret is missing: TOKEN (there is no"));
    assertThat(provider.requests()).isZero();
    assertThat(watched).isNotDone();

    stack.ssm().put(Stack.SECRET, "t0ken");
    Answered resumed = operator.types("resume", run);
    assertThat(resumed.code()).as(resumed.text()).isZero();
    watched.get();
    assertThat(status(run)).contains("CLOSED", RECIPIENTS + " sent");
    assertThat(provider.recipients()).as(stack.whatWentWrong()).isEqualTo(RECIPIENTS);
    assertThat(provider.requests()).as(stack.whatWentWrong()).isEqualTo(RECIPIENTS);
    assertThat(stack.troubles()).isEmpty();
  }

  private String run() {
    return stack.scheduler().names().stream()
        .filter(name -> name.startsWith("watch-"))
        .findFirst()
        .flatMap(name -> stack.scheduler().schedule(name))
        .map(schedule -> schedule.at("/Target/Input").asText())
        .map(input -> input.replaceFirst(".*\"run\":\"([^\"]+)\".*", "$1"))
        .orElseThrow();
  }

  private String status(String run) {
    return operator.types("status", run).text();
  }

  private void untilClosed() {
    Instant end = Instant.now().plus(PATIENCE);
    while (!stack.scheduler().names().isEmpty() && Instant.now().isBefore(end)) {
      assertThat(stack.nextMinute(Instant.now())).as(stack.whatWentWrong()).isNotNull();
    }
    assertThat(stack.scheduler().names()).as(stack.whatWentWrong()).isEmpty();
  }

  private Path campaign(String timeout) throws IOException {
    return Files.writeString(
        folder.resolve(id + ".yaml"),
        """
        id: %s
        audience: { path: people.csv, columns: { id: id, address: email } }
        message:
          channel:
            type: webhook
            url: "%s"
            timeout: %s
            headers: { Authorization: "Bearer ${env:TOKEN}" }
          body: "Good morning"
        packing: 10
        deadline: 3h
        """
            .formatted(id, provider.url(), timeout));
  }
}
