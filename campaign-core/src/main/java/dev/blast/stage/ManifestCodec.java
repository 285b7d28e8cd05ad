package dev.blast.stage;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.audience.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one encoding of a manifest: JSON in UTF-8. Thread-safe.
 *
 * <p>A later version may add fields, such as counts by time zone or how many coupons are needed.
 * One that this version may pass over without sending anything else to anybody keeps the format's
 * number, and is ignored here; one that it may not raises the number, and is refused here. A
 * manifest without a number is of format 1. Of format 1 the rows are read by the rules of that
 * time: they have the ids that its run began with.
 */
public final class ManifestCodec {

  /** Raised with each change that a manifest of before does not survive. */
  static final int FORMAT = 2;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /** 0 where it is missing. */
  private record Numbered(int format) {}

  private record Written(int format, @JsonUnwrapped Manifest manifest) {}

  private ManifestCodec() {}

  public static byte[] encode(Manifest manifest) {
    try {
      return MAPPER.writeValueAsBytes(new Written(FORMAT, manifest));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The manifest that {@link #encode} wrote, in this version or in one that differs from it as said
   * above; throws {@link UncheckedIOException} for others.
   */
  public static Manifest decode(byte[] json) {
    try {
      int format = MAPPER.readValue(json, Numbered.class).format();
      if (format > FORMAT) {
        throw unknown("format", format, FORMAT);
      }
      Manifest manifest = MAPPER.readValue(json, Manifest.class);
      if (manifest.rules() > Dialect.LATEST) {
        throw unknown("rules", manifest.rules(), Dialect.LATEST);
      }
      return manifest;
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  private static IOException unknown(String what, int number, int known) {
    return new IOException(
        "%s %d, this version of Blast knows %d: go on with the version that staged the run"
            .formatted(what, number, known));
  }
}
