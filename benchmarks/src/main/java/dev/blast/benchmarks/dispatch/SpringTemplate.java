package dev.blast.benchmarks.dispatch;

import io.awspring.cloud.sqs.operations.SendResult;
import io.awspring.cloud.sqs.operations.SqsTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/** Spring Cloud AWS {@code SqsTemplate.sendManyAsync}, ten messages a call. */
final class SpringTemplate implements Function<Bodies.Batch, CompletableFuture<Integer>> {

  private final SqsTemplate template;
  private final String queueUrl;

  SpringTemplate(SqsAsyncClient sqs, RemoteEndpoint endpoint) {
    this.template = SqsTemplate.newTemplate(sqs);
    this.queueUrl = endpoint.queueUrl();
  }

  @Override
  public CompletableFuture<Integer> apply(Bodies.Batch batch) {
    List<Message<String>> messages = new ArrayList<>(batch.texts().size());
    for (String text : batch.texts()) {
      messages.add(MessageBuilder.withPayload(text).build());
    }
    return template.sendManyAsync(queueUrl, messages).thenApply(SpringTemplate::acknowledged);
  }

  private static int acknowledged(SendResult.Batch<String> answer) {
    if (!answer.failed().isEmpty() || answer.successful().size() != Bodies.BATCH) {
      throw new IllegalStateException("not all of a batch were taken: " + answer.failed());
    }
    return answer.successful().size();
  }
}
