package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Problem;
import dev.blast.campaign.TimingCheck;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Parameters;

/** {@code FILE}: a campaign file. */
final class CampaignParameter {

  @Parameters(paramLabel = "FILE", description = "The campaign file (YAML or JSON).")
  private Path path;

  /** Reads the file; throws {@link BadInput} with all its problems. */
  CampaignFile read() {
    return switch (CampaignReader.read(path)) {
      case Reading.Read(CampaignFile file) -> file;
      case Reading.Rejected(List<Problem> problems) -> throw new BadInput(problems);
    };
  }

  /** {@link #read}; throws {@link BadInput} when the campaign cannot fire by its schedule too. */
  CampaignFile readDue(Instant now) {
    CampaignFile file = read();
    List<Problem> problems = TimingCheck.problems(file, name(), now);
    if (!problems.isEmpty()) {
      throw new BadInput(problems);
    }
    return file;
  }

  /** The file as the operator knows it. */
  String name() {
    return path.toString();
  }

  Path path() {
    return path;
  }
}
