package dev.blast.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema (2020-12) of the campaign file, for editors. */
public final class CampaignSchema {

  private static final String RESOURCE = "campaign.schema.json";

  private CampaignSchema() {}

  /** The schema, ending in a line feed. */
  public static String text() {
    try (InputStream schema = CampaignSchema.class.getResourceAsStream(RESOURCE)) {
      if (schema == null) {
        throw new IllegalStateException("the program is incomplete: " + RESOURCE + " is missing");
      }
      return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
