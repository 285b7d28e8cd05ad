package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchAnswerTest {

  private static final Set<String> IDS = Set.of("a", "b", "c");

  @Test
  void noResponseIsACompleteSuccess() {
    assertThat(BatchAnswer.read(IDS, null)).isEqualTo(new BatchAnswer.Partial(Set.of()));
  }

  @Test
  void aResponseWithoutAListIsACompleteSuccess() {
    assertThat(BatchAnswer.read(IDS, new SQSBatchResponse()))
        .isEqualTo(new BatchAnswer.Partial(Set.of()));
  }

  @Test
  void anEmptyListIsACompleteSuccess() {
    assertThat(BatchAnswer.read(IDS, new SQSBatchResponse(List.of())))
        .isEqualTo(new BatchAnswer.Partial(Set.of()));
  }

  @Test
  void listedMessagesAreKept() {
    assertThat(BatchAnswer.read(IDS, failures("a", "c", "a")))
        .isEqualTo(new BatchAnswer.Partial(Set.of("a", "c")));
  }

  @Test
  void anUnknownIdentifierFailsTheWholeBatch() {
    assertThat(BatchAnswer.read(IDS, failures("a", "x")))
        .isEqualTo(
            new BatchAnswer.Failure("the response names a message that is not in the batch: x"));
  }

  @Test
  void anEmptyIdentifierFailsTheWholeBatch() {
    assertThat(BatchAnswer.read(IDS, failures("a", "")))
        .isEqualTo(new BatchAnswer.Failure("the response has an empty item identifier"));
  }

  @Test
  void aNullIdentifierFailsTheWholeBatch() {
    assertThat(BatchAnswer.read(IDS, failures("a", null)))
        .isEqualTo(new BatchAnswer.Failure("the response has an empty item identifier"));
  }

  @Test
  void aNullEntryFailsTheWholeBatch() {
    List<BatchItemFailure> list = new ArrayList<>();
    list.add(null);

    assertThat(BatchAnswer.read(IDS, new SQSBatchResponse(list)))
        .isInstanceOf(BatchAnswer.Failure.class);
  }

  static SQSBatchResponse failures(@Nullable String... ids) {
    return new SQSBatchResponse(
        new ArrayList<>(Arrays.stream(ids).map(BatchItemFailure::new).toList()));
  }
}
