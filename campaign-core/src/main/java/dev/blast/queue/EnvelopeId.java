package dev.blast.queue;

import dev.blast.run.RunId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an envelope. Derived, never random: dispatching the same shard again makes the same ids.
 *
 * @param run the run it belongs to
 * @param shard from 0
 * @param sequence within the shard, from 0: the envelope holds the shard's recipients from {@code
 *     sequence × packing} on
 */
public record EnvelopeId(RunId run, int shard, int sequence) {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  @Override
  public String toString() {
    return run + "/" + shard + "/" + sequence;
  }

  /** The id that {@link #toString} wrote; empty when the text is not one. */
  public static Optional<EnvelopeId> parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3 || !isNumber(parts[1]) || !isNumber(parts[2])) {
      return Optional.empty();
    }
    return RunId.parse(parts[0])
        .map(run -> new EnvelopeId(run, Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }
}
