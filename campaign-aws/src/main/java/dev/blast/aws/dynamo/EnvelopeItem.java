package dev.blast.aws.dynamo;

import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An envelope on the table. Names are short, because they are billed with every write: {@code n}
 * recipients, {@code o} of them open, {@code t} token of the last lease or change, {@code u} lease
 * until, {@code p} the lease that the last claim found, {@code s} standings, {@code x} which call
 * settled it last.
 *
 * @param leaseUntil ms since 1970; {@link #FREE} when no lease is there
 * @param found the {@link #leaseUntil} that the last claim found
 * @param settledBy empty before the first settle
 * @param standings null while nobody was settled or tried
 */
record EnvelopeItem(
    int recipients,
    int open,
    long token,
    long leaseUntil,
    long found,
    String settledBy,
    @Nullable AttributeValue standings) {

  static final long FREE = -1;

  /** What an answer of the table holds; empty when it holds nothing. */
  static Optional<EnvelopeItem> of(Map<String, AttributeValue> item) {
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EnvelopeItem(
                (int) number(item, "n"),
                (int) number(item, "o"),
                number(item, "t"),
                number(item, "u"),
                number(item, "p"),
                item.containsKey("x") ? item.get("x").s() : "",
                item.get("s")));
  }

  static int sequence(Map<String, AttributeValue> item) {
    AttributeValue sort = item.get(BlastTable.SK);
    if (sort == null) {
      throw new IllegalStateException("an item without its key");
    }
    return Integer.parseInt(sort.s());
  }

  private static long number(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    return value == null ? FREE : Long.parseLong(value.n());
  }

  boolean isLeased() {
    return leaseUntil != FREE;
  }

  /** Whether its lease has not run out at this instant, in ms since 1970. */
  boolean isHeld(long at) {
    return isLeased() && leaseUntil > at;
  }

  /** Whether it was only ever claimed: nothing is on record about its recipients. */
  boolean isBlank() {
    return standings == null;
  }

  /**
   * One for each recipient.
   *
   * @throws LedgerUnreachable when the item is damaged
   */
  List<Standing> standings(EnvelopeId id) {
    if (standings == null) {
      return Collections.nCopies(recipients, Standing.UNTRIED);
    }
    try {
      List<Standing> all = StandingsAttribute.read(standings);
      if (all.size() != recipients) {
        throw LedgerUnreachable.damaged("envelope " + id, null);
      }
      return List.copyOf(all);
    } catch (UncheckedIOException damaged) {
      throw LedgerUnreachable.damaged("envelope " + id, damaged);
    }
  }
}
