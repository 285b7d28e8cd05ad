package dev.blast.benchmarks;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a provider saw, by recipient: the part of the idempotency key after the run's id.
 *
 * @param accepted at least once
 * @param repeated more than once
 */
record KeysSeen(Set<String> accepted, Set<String> repeated) {

  KeysSeen {
    accepted = Set.copyOf(accepted);
    repeated = Set.copyOf(repeated);
  }

  /**
   * Reads lines of {@code key<TAB>accepted<TAB>deferred}. A recipient whose key was accepted under
   * two runs was repeated too.
   */
  static KeysSeen read(List<String> lines) {
    Set<String> accepted = new HashSet<>();
    Set<String> repeated = new HashSet<>();
    for (String line : lines) {
      int tab = line.indexOf('\t');
      int times = Integer.parseInt(line.substring(tab + 1, line.indexOf('\t', tab + 1)));
      String recipient = line.substring(line.indexOf('/') + 1, tab);
      if (times > 1 || (times == 1 && accepted.contains(recipient))) {
        repeated.add(recipient);
      }
      if (times > 0) {
        accepted.add(recipient);
      }
    }
    return new KeysSeen(accepted, repeated);
  }
}
