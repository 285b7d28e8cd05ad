package dev.blast.run;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * Names one firing of a campaign: {@code <campaignId>@<scheduled instant, UTC, yyyyMMddTHHmmssZ>}.
 * Derived, never random, so that a trigger that fires twice makes one run.
 *
 * @param scheduled to the second; a fraction is cut off
 */
public record RunId(String campaignId, Instant scheduled) {

  /** The latest scheduled first; those of one instant by their campaigns. */
  public static final Comparator<RunId> NEWEST_FIRST =
      Comparator.comparing(RunId::scheduled).reversed().thenComparing(RunId::campaignId);

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  public RunId {
    scheduled = scheduled.truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public String toString() {
    return campaignId + "@" + FORMAT.format(scheduled);
  }

  /** The id that {@link #toString} wrote; empty when the text is not one. */
  public static Optional<RunId> parse(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1) {
      return Optional.empty();
    }
    try {
      Instant scheduled =
          LocalDateTime.parse(text.substring(at + 1), FORMAT.withZone(null))
              .toInstant(ZoneOffset.UTC);
      return Optional.of(new RunId(text.substring(0, at), scheduled));
    } catch (DateTimeParseException notAnInstant) {
      return Optional.empty();
    }
  }
}
