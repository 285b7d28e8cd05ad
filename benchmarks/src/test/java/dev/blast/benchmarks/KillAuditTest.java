package dev.blast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KillAuditTest {

  private static final Set<String> RECIPIENTS = Set.of("a", "b", "c");
  private static final Books CLOSED = books("closed", 3, 0, true);

  @Test
  void everybodyOnceWithClosedBooksIsGood() {
    KeysSeen seen = seen(List.of("key-a\t1\t0", "key-b\t1\t4", "key-c\t1\t0"));
    assertThat(KillAudit.judge(RECIPIENTS, seen, CLOSED, Set.of()).good()).isTrue();
  }

  @Test
  void aRepeatIsForgivenOnlyWhereItWasInFlight() {
    KeysSeen seen = seen(List.of("key-a\t2\t0", "key-b\t2\t0", "key-c\t1\t0"));
    assertThat(KillAudit.judge(RECIPIENTS, seen, CLOSED, Set.of("a", "b")).good()).isTrue();
    KillAudit.Finding finding = KillAudit.judge(RECIPIENTS, seen, CLOSED, Set.of("a"));
    assertThat(finding.inside()).isEqualTo(1);
    assertThat(finding.outside()).isEqualTo(1);
    assertThat(finding.good()).isFalse();
  }

  @Test
  void aRecipientWhoWasOnlyDeferredIsMissing() {
    KeysSeen seen = seen(List.of("key-a\t1\t0", "key-b\t0\t9", "key-c\t1\t0"));
    assertThat(KillAudit.judge(RECIPIENTS, seen, CLOSED, Set.of()).missing()).isEqualTo(1);
  }

  @Test
  void aKeyOfAnotherRunIsAStranger() {
    KeysSeen seen = seen(List.of("key-a\t1\t0", "other-a\t1\t0"));
    assertThat(KillAudit.judge(RECIPIENTS, seen, CLOSED, Set.of()).strangers()).isEqualTo(1);
  }

  @Test
  void booksThatAreOpenUnbalancedOrShortOfAnybodyAreNotClosed() {
    KeysSeen seen = seen(List.of("key-a\t1\t0", "key-b\t1\t0", "key-c\t1\t0"));
    for (Books books :
        List.of(
            books("dispatching", 3, 0, true),
            books("closed", 3, 1, true),
            books("closed", 3, 0, false),
            books("closed", 2, 0, true))) {
      assertThat(KillAudit.judge(RECIPIENTS, seen, books, Set.of()).good())
          .as("%s", books)
          .isFalse();
    }
  }

  @Test
  void whoWasInFlightIsReadFromLinesAndFromTheObjectAtTheEnd() {
    String output =
        """
        resuming x@1
        in flight at the kill: x@1/0/7 r1 r2
        in flight at the kill: x@1/2/0 r3
        {
          "uncertain": [ { "envelope": "x@1/3/1", "recipients": ["r4", "r5"] } ]
        }
        """;
    assertThat(Uncertain.read(output)).containsExactlyInAnyOrder("r1", "r2", "r3", "r4", "r5");
    assertThat(Uncertain.read("killed early")).isEmpty();
  }

  private static KeysSeen seen(List<String> lines) {
    return KeysSeen.read(lines, Map.of("key-a", "a", "key-b", "b", "key-c", "c"));
  }

  private static Books books(String state, long sent, long open, boolean balanced) {
    return Books.read(
        "{\"state\":\"%s\",\"balanced\":%s,\"tally\":{\"outcomes\":{\"sent\":%d},\"open\":%d}}"
            .formatted(state, balanced, sent, open));
  }
}
