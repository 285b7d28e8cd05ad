package dev.blast.aws.stack;

import static dev.blast.aws.stack.StackVariable.BLAST_CHANNEL_SECRETS;
import static dev.blast.aws.stack.StackVariable.BLAST_CONCURRENCY;
import static dev.blast.aws.stack.StackVariable.BLAST_SENDER_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StackVariablesTest {

  private static final Set<StackVariable> OF_THIS_VERSION =
      Set.of(BLAST_SENDER_TIMEOUT, BLAST_CONCURRENCY, BLAST_CHANNEL_SECRETS);

  @Test
  void whatAStackOfAnEarlierVersionDoesNotSayIsNotKnown() {
    StackVariables earlier = StackVariables.read(name -> null, OF_THIS_VERSION);
    assertThat(earlier.senderTimeout()).isEmpty();
    assertThat(earlier.knownCount(BLAST_CONCURRENCY)).isEmpty();
    assertThat(earlier.channelSecrets()).isEmpty();
  }

  @Test
  void whatAStackSaysIsRead() {
    StackVariables stack =
        of(
            Map.of(
                "BLAST_SENDER_TIMEOUT", "60",
                "BLAST_CONCURRENCY", "124",
                "BLAST_CHANNEL_SECRETS", "[\"B\",\"A\"]"));
    assertThat(stack.senderTimeout()).contains(Duration.ofMinutes(1));
    assertThat(stack.knownCount(BLAST_CONCURRENCY)).contains(124);
    assertThat(stack.channelSecrets()).contains(Set.of("A", "B"));
    assertThat(of(Map.of("BLAST_CHANNEL_SECRETS", "[]")).channelSecrets()).contains(Set.of());
  }

  @Test
  void whatCannotBeMeantIsNamed() {
    assertThatThrownBy(() -> of(Map.of("BLAST_SENDER_TIMEOUT", "1m")).senderTimeout())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BLAST_SENDER_TIMEOUT is \"1m\"");
    for (String wrong : new String[] {"A", "{}", "[null]", "null"}) {
      assertThatThrownBy(() -> of(Map.of("BLAST_CHANNEL_SECRETS", wrong)).channelSecrets())
          .as(wrong)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("BLAST_CHANNEL_SECRETS is no JSON array");
    }
  }

  private static StackVariables of(Map<String, String> said) {
    return StackVariables.read(said::get, OF_THIS_VERSION);
  }
}
