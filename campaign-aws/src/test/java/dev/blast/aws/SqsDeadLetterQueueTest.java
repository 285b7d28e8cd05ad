package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.DeadLetterQueue;
import dev.blast.delivery.DeadLetterQueue.Poison;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

class SqsDeadLetterQueueTest {

  private final List<String> heard = new ArrayList<>();
  private final ScriptedSqs server = new ScriptedSqs();
  private final SqsClient scripted = SqsClients.local(server.endpoint(), 1);

  @AfterEach
  void close() {
    scripted.close();
    server.close();
  }

  @Test
  void messagesArriveWholeAndSayWhereTheyComeFrom() {
    try (ElasticQueue elastic = new ElasticQueue()) {
      String url = elastic.newQueue();
      List<Poison> poison =
          IntStream.range(0, 23)
              .mapToObj(i -> new Poison("m" + i, "body 早安 " + i, "no envelope", 1 + i))
              .toList();
      Set<String> taken = new SqsDeadLetterQueue(elastic.sqs(), url, this::hear).put(poison);

      assertThat(taken).hasSize(23);
      List<Poison> arrived = new ArrayList<>();
      while (arrived.size() < 23) {
        List<Message> messages =
            elastic
                .sqs()
                .receiveMessage(
                    receive ->
                        receive
                            .queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All"))
                .messages();
        assertThat(messages).isNotEmpty();
        messages.forEach(message -> arrived.add(poison(message)));
      }
      assertThat(arrived).containsExactlyInAnyOrderElementsOf(poison);
      assertThat(heard).isEmpty();
    }
  }

  private static Poison poison(Message message) {
    return new Poison(
        attribute(message, DeadLetterQueue.MESSAGE_ID),
        message.body(),
        attribute(message, DeadLetterQueue.WHY),
        Integer.parseInt(attribute(message, DeadLetterQueue.RECEIVES)));
  }

  private static String attribute(Message message, String name) {
    return Objects.requireNonNull(message.messageAttributes().get(name)).stringValue();
  }

  @Test
  void nothingToPutAsksNothing() {
    assertThat(queue().put(List.of())).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void onlyWhatTheAnswerNamesAsTakenIsTaken() {
    server.then(
        200,
        """
        {"Successful":[{"Id":"1","MessageId":"x","MD5OfMessageBody":"x"}],
         "Failed":[{"Id":"0","SenderFault":true,"Code":"InvalidMessageContents","Message":"no"}]}""");

    assertThat(queue().put(List.of(poison("a", 9), poison("b", 9), poison("c", 9))))
        .containsExactly("b");
    assertThat(heard).containsExactly("2 InvalidMessageContents: no");
  }

  @Test
  void aQueueThatIsAwayTookNothing() {
    String denied = "{\"__type\":\"com.amazonaws.sqs#AccessDenied\",\"message\":\"no\"}";
    server.then(403, denied);

    assertThat(queue().put(List.of(poison("a", 9), poison("b", 9)))).isEmpty();
    assertThat(heard).hasSize(1);
    assertThat(heard.getFirst()).startsWith("2 ").contains("403");
  }

  @Test
  void noRequestIsLargerThanSqsTakesAndABodyWithoutRoomGoesWithoutAttributes() {
    String one = "{\"Successful\":[{\"Id\":\"0\",\"MessageId\":\"x\"}],\"Failed\":[]}";
    server.then(200, one).then(200, one).then(200, one);
    List<Poison> large =
        List.of(poison("a", 700_000), poison("b", 700_000), poison("c", 1_048_576));

    assertThat(queue().put(large)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(server.requests()).hasSize(3);
    assertThat(
            server.requests().stream()
                .map(request -> request.contains("MessageAttributes"))
                .collect(Collectors.toList()))
        .containsExactly(true, true, false);
  }

  private DeadLetterQueue queue() {
    return new SqsDeadLetterQueue(scripted, server.queueUrl(), this::hear);
  }

  private static Poison poison(String id, int bytes) {
    return new Poison(id, "x".repeat(bytes), "no envelope", 1);
  }

  private void hear(int messages, String why) {
    heard.add(messages + " " + why);
  }
}
