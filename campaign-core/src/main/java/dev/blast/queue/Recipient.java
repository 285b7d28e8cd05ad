package dev.blast.queue;

import java.util.List;

/**
 * A row that is valid, wanted, not suppressed and not a duplicate.
 *
 * @param line where its record starts in the audience, from 1 (the header is line 1)
 * @param id never empty
 * @param address never empty
 * @param values one for each of {@code Campaign.columns()}, in that order
 */
public record Recipient(long line, String id, String address, List<String> values) {
  public Recipient {
    values = List.copyOf(values);
  }
}
