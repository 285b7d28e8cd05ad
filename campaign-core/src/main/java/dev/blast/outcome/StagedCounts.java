package dev.blast.outcome;

import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the rows: what staging counted, frozen with the manifest, or in a tally the same
 * with those who turned out to be invalid since.
 *
 * @param rows records of the audience after its header, blank lines left out
 * @param excluded how many of them for each reason; every reason is present
 * @param recipients how many of them became recipients
 */
public record StagedCounts(long rows, Map<Exclusion, Long> excluded, long recipients) {

  public StagedCounts {
    Map<Exclusion, Long> complete = new EnumMap<>(Exclusion.class);
    for (Exclusion exclusion : Exclusion.values()) {
      complete.put(exclusion, excluded.getOrDefault(exclusion, 0L));
    }
    excluded = java.util.Collections.unmodifiableMap(complete);
  }

  public long excluded(Exclusion exclusion) {
    return excluded.getOrDefault(exclusion, 0L);
  }

  /** The counts when so many of the recipients turned out to be invalid rows after staging. */
  public StagedCounts withInvalid(long found) {
    Map<Exclusion, Long> more = new EnumMap<>(excluded);
    more.merge(Exclusion.INVALID, found, Long::sum);
    return new StagedCounts(rows, more, recipients - found);
  }

  /** Whether rows = invalid + filtered + duplicate + suppressed + held out + recipients. */
  public boolean balances() {
    return rows == excluded.values().stream().mapToLong(Long::longValue).sum() + recipients;
  }
}
