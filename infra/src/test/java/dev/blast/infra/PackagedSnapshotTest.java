package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each packaged function comes to its SnapStart checkpoint without a network, and goes on after.
 */
class PackagedSnapshotTest {

  @ParameterizedTest
  @EnumSource(ColdStart.Subject.class)
  void aFunctionIsPrimedWithoutANetworkAndAnswersWhenItIsRestored(ColdStart.Subject subject)
      throws Exception {
    try (Unpacked unpacked = Unpacked.unpack(Unpacked.zip(subject.module()));
        PackagedFunction function =
            PackagedFunction.start(unpacked, ColdStart.settings(subject, true))) {
      CompletableFuture<Answer> answer = function.begin(subject.event());
      function.untilCheckpoint();
      assertThat(answer).isNotDone();
      function.api().restore();
      assertThat(answer.get()).isNotInstanceOf(Answer.Died.class);
    }
  }
}
