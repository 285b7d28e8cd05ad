package dev.blast.chaos;

import dev.blast.outcome.Tally;
import java.util.List;
import java.util.Map;

/**
 * What became of a run amid faults.
 *
 * @param injected how often each fault struck
 * @param lost recipients without an outcome, or <em>sent</em> whom the provider never took
 * @param repeated recipients the provider took more than once, each of them in doubt: a sender
 *     vanished with their envelope, or the provider's own answer never came
 * @param unexplained what no guarantee allows, in sentences; none when all is well
 * @param resumed how often the run had to be resumed
 */
public record Verdict(
    Tally tally,
    Map<Fault, Long> injected,
    long lost,
    long repeated,
    List<String> unexplained,
    int resumed) {

  public Verdict {
    unexplained = List.copyOf(unexplained);
  }

  /**
   * Nobody lost, nobody repeated without a reason, the books balance with nobody open; and at least
   * one fault struck, where any was asked for, because a run that was left in peace shows nothing.
   */
  public boolean passed() {
    return lost == 0
        && unexplained.isEmpty()
        && tally.balances()
        && tally.open() == 0
        && (injected.isEmpty() || idle().size() < injected.size());
  }

  /** The faults that did not strike once: of them this run says nothing. */
  public List<Fault> idle() {
    return injected.entrySet().stream()
        .filter(each -> each.getValue() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }
}
