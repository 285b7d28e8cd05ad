package dev.blast.local;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda makes of a handler's partial batch response.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling
 *     errors for an SQS event source in Lambda</a>
 */
sealed interface BatchAnswer {

  /**
   * The messages with these ids stay, the others are deleted.
   *
   * @param kept ids of the batch; empty for a complete success
   */
  record Partial(Set<String> kept) implements BatchAnswer {}

  /** A complete failure: every message of the batch stays. */
  record Failure(String why) implements BatchAnswer {}

  /**
   * Reads the response to a batch of messages with these ids.
   *
   * @param response null counts as a complete success, as a null or empty list does
   */
  static BatchAnswer read(Set<String> ids, @Nullable SQSBatchResponse response) {
    List<BatchItemFailure> failures = response == null ? null : response.getBatchItemFailures();
    Set<String> kept = new HashSet<>();
    for (BatchItemFailure failure : failures == null ? List.<BatchItemFailure>of() : failures) {
      String id = failure == null ? null : failure.getItemIdentifier();
      if (id == null || id.isEmpty()) {
        return new Failure("the response has an empty item identifier");
      }
      if (!ids.contains(id)) {
        return new Failure("the response names a message that is not in the batch: " + id);
      }
      kept.add(id);
    }
    return new Partial(kept);
  }
}
