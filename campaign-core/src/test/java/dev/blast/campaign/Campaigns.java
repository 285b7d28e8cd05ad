package dev.blast.campaign;

import dev.blast.campaign.CampaignReader.Reading;
import java.nio.file.Path;

/** Campaigns for tests, read from text as the operator's are. */
public final class Campaigns {

  private Campaigns() {}

  /** The campaign of a file with this text; a failed assertion when it has problems. */
  public static CampaignFile read(String yaml) {
    return read(Path.of("/campaigns/test.yaml"), yaml);
  }

  public static CampaignFile read(Path origin, String yaml) {
    return switch (CampaignReader.read(origin, yaml)) {
      case Reading.Read(CampaignFile file) -> file;
      case Reading.Rejected(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  /** A campaign over the demo channel; {@code more} is further top-level YAML. */
  public static CampaignFile demo(String more) {
    return read(
        """
        id: spring
        audience:
          path: people.csv
          columns: { id: id, address: email }
        message:
          channel: { type: demo }
          subject: "Hello {{name|there}}"
          body: "Dear {{name|customer}}, welcome."
        """
            + more);
  }
}
