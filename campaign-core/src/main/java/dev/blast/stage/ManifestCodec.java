package dev.blast.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The one encoding of a manifest: JSON in UTF-8. Thread-safe. */
public final class ManifestCodec {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ManifestCodec() {}

  public static byte[] encode(Manifest manifest) {
    try {
      return MAPPER.writeValueAsBytes(manifest);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The manifest that {@link #encode} wrote; throws {@link UncheckedIOException} for others. */
  public static Manifest decode(byte[] json) {
    try {
      return MAPPER.readValue(json, Manifest.class);
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }
}
