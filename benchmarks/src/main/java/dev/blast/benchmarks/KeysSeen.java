package dev.blast.benchmarks;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a provider saw, by recipient. A key that belongs to no recipient stands for itself.
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
   * Reads lines of {@code key<TAB>accepted<TAB>deferred}.
   *
   * @param recipients ids by idempotency key
   */
  static KeysSeen read(List<String> lines, Map<String, String> recipients) {
    Set<String> accepted = new HashSet<>();
    Set<String> repeated = new HashSet<>();
    for (String line : lines) {
      int tab = line.indexOf('\t');
      int times = Integer.parseInt(line.substring(tab + 1, line.indexOf('\t', tab + 1)));
      String key = line.substring(0, tab);
      String recipient = recipients.getOrDefault(key, key);
      if (times > 1) {
        repeated.add(recipient);
      }
      if (times > 0) {
        accepted.add(recipient);
      }
    }
    return new KeysSeen(accepted, repeated);
  }
}
