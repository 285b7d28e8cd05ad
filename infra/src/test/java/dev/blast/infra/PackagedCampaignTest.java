package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.schedule.HeldRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A whole campaign through the packages: trigger, shards, envelopes, sender, watch, dead letters.
 * {@code -Dblast.recipients=100000} makes it large.
 */
class PackagedCampaignTest {

  private static final int RECIPIENTS = Integer.getInteger("blast.recipients", 2_000);
  private static final Duration PATIENCE = Duration.ofSeconds(300 + RECIPIENTS / 100);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void aCampaignIsBalancedAndReachesEverybodyOnceAndASecondTriggerNobody() throws Exception {
    try (Stack stack = new Stack();
        LoopbackProvider provider = new LoopbackProvider()) {
      String event = campaign(stack, provider);
      stack.start(4);
      assertThat(answer(stack.trigger().invoke(event)))
          .isEqualTo("staged: " + RECIPIENTS + " recipients");
      untilClosed(stack);
      assertEverybodyWasReachedOnce(stack, provider);
      // A run has a thousand envelopes at least, so two thousand share them by two.
      System.out.printf(
          Locale.ROOT,
          "a campaign through the packages: %.4f write units a recipient of %,d%n",
          stack.written() / RECIPIENTS,
          RECIPIENTS);

      assertThat(answer(stack.trigger().invoke(event)))
          .isEqualTo("there already: CLOSED; nobody is sent to twice");
      assertThat(stack.queues().depth().alive()).isZero();
      assertThat(stack.scheduler().names()).isEmpty();
      assertThat(provider.requests()).isEqualTo(RECIPIENTS);
      assertThat(stack.troubles()).isEmpty();
      // Metrics are told apart by the name that Terraform gives the function.
      await().atMost(PATIENCE).until(() -> !metrics(stack).isEmpty());
      assertThat(metrics(stack))
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains("\"Namespace\":\"Blast\"", "\"Service\":\"blast-SenderHandler\""));
    }
  }

  private static List<String> metrics(Stack stack) {
    return stack.senderLog().stream().filter(line -> line.contains("CloudWatchMetrics")).toList();
  }

  /**
   * A trigger makes the watch before it stages, and makes sure of it before it orders shards.
   *
   * @param watchesMade by the trigger before it is killed at the next
   * @param state that the run is left in
   */
  @ParameterizedTest
  @CsvSource({"0, OPENED", "1, STAGED"})
  void aTriggerThatIsKilledIsCompletedByTheNextOne(int watchesMade, String state) throws Exception {
    try (Stack stack = new Stack();
        LoopbackProvider provider = new LoopbackProvider()) {
      String event = campaign(stack, provider);
      HeldRequest next = stack.scheduler().hold(watchesMade);
      CompletableFuture<Answer> first =
          CompletableFuture.supplyAsync(() -> stack.trigger().invoke(event));
      await().atMost(PATIENCE).until(() -> next.isHere() || first.isDone());
      assertThat(stack.trigger().kill()).isEqualTo(1);
      next.release();
      assertThat(first.join()).isInstanceOf(Answer.Died.class);
      stack.start(4);

      assertThat(answer(stack.trigger().invoke(event))).startsWith("there already: " + state);
      untilClosed(stack);
      assertEverybodyWasReachedOnce(stack, provider);
    }
  }

  @Test
  void aShardThatIsKilledInMidDispatchIsCompletedAndNobodyIsReachedTwice() throws Exception {
    try (Stack stack = new Stack();
        LoopbackProvider provider = new LoopbackProvider()) {
      String event = campaign(stack, provider);
      stack.startShards();
      CompletableFuture<Answer> trigger =
          CompletableFuture.supplyAsync(() -> stack.trigger().invoke(event));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> stack.queues().depth().visible() > 0);
      assertThat(stack.shard().kill()).isPositive();
      // Its order shows again when its visibility ends.
      stack.provisionShards();
      assertThat(trigger.join()).isInstanceOf(Answer.Returned.class);
      stack.startSenders(4);
      untilClosed(stack);
      assertEverybodyWasReachedOnce(stack, provider);
      assertThat(stack.troubles()).allSatisfy(line -> assertThat(line).contains("died"));
    }
  }

  @Test
  void garbageOnTheQueueIsADeadLetterOnRecordAndSomebodyIsTold() throws Exception {
    try (Stack stack = new Stack()) {
      stack.start(2);
      stack
          .sqs()
          .sendMessage(
              send -> send.queueUrl(stack.queues().url()).messageBody("{\"no\":\"envelope\"}"));
      await().atMost(PATIENCE).until(() -> !stack.alerts().isEmpty());
      await()
          .atMost(PATIENCE)
          .until(() -> stack.queues().depth().alive() + stack.queues().depth().dead() == 0);
      assertThat(stack.alerts()).singleElement().asString().contains("dead letter");
      assertThat(stack.letters()).singleElement().asString().contains("no", "envelope");
    }
  }

  private static void untilClosed(Stack stack) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    List<String> said = List.of();
    while (!stack.scheduler().names().isEmpty()) {
      assertThat(Instant.now())
          .as("the run is not closed after %s: %s; %s", PATIENCE, said, stack.whatWentWrong())
          .isBefore(end);
      said = stack.nextMinute(Instant.now());
    }
    assertThat(said).as(stack.whatWentWrong()).singleElement().asString().contains("closed: ");
  }

  private static void assertEverybodyWasReachedOnce(Stack stack, LoopbackProvider provider) {
    assertThat(provider.recipients()).as(stack.whatWentWrong()).isEqualTo(RECIPIENTS);
    assertThat(provider.requests()).as(stack.whatWentWrong()).isEqualTo(RECIPIENTS);
    assertThat(stack.alerts())
        .as(stack.whatWentWrong())
        .singleElement()
        .asString()
        .contains("Closed. ", String.format(Locale.ROOT, "%,d sent", RECIPIENTS));
  }

  private static String answer(Answer answer) throws Exception {
    JsonNode json = JSON.readTree(answer.returned());
    return json.path("answer").asText();
  }

  /** Puts a campaign and its audience into S3; answers the event that Scheduler fires. */
  private static String campaign(Stack stack, LoopbackProvider provider) {
    String id = "c" + UUID.randomUUID().toString().substring(0, 8);
    StringBuilder audience = new StringBuilder("customer_id,email,first_name\n");
    for (int row = 1; row <= RECIPIENTS; row++) {
      audience.append(row).append(",p").append(row).append("@example.com,Ada\n");
    }
    stack.s3().put(id + ".csv", audience.toString().getBytes(StandardCharsets.UTF_8));
    stack
        .s3()
        .put(
            id + ".yaml",
            """
            id: %1$s
            audience:
              path: %1$s.csv
              columns: { id: customer_id, address: email }
            message:
              channel: { type: webhook, url: "%2$s", concurrency: 32 }
              body: "Good morning {{first_name|there}}"
            deadline: 3h
            """
                .formatted(id, provider.url())
                .getBytes(StandardCharsets.UTF_8));
    Instant now = Instant.now();
    return """
    {"campaign":"s3://%s/%s.yaml","scheduledTime":"%s"}"""
        .formatted(MemoryS3.BUCKET, id, now.truncatedTo(ChronoUnit.SECONDS));
  }
}
