package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TroublesTest {

  private final Troubles troubles = new Troubles();

  @Test
  void whatIsAsItShouldBeIsNoTrouble() {
    troubles.listen(new MappingEvent.Invoked(10));
    troubles.listen(new MappingEvent.Deleted(9));
    troubles.listen(new MappingEvent.Returned(1));
    troubles.listen(new MappingEvent.GivenBack(1));
    assertThat(troubles.sentences()).isEmpty();
  }

  @Test
  void eachKindIsCountedWithItsMessagesAndTheLatestReason() {
    troubles.listen(new MappingEvent.Failed(10, "the function did not answer within PT30S"));
    troubles.listen(new MappingEvent.Failed(7, "the function failed: disk full"));
    troubles.inDoubt("spring@20260301T070000Z/0/4");
    assertThat(troubles.sentences())
        .containsExactly(
            "an envelope's sender had vanished: who was open in it may be attempted twice: 1 times,"
                + " 1 messages; last: spring@20260301T070000Z/0/4",
            "an invocation failed and its messages came back: 2 times, 17 messages; last: the"
                + " function failed: disk full");
  }
}
