package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** {@code FILE}: a campaign file. */
final class CampaignParameter {

  @Parameters(paramLabel = "FILE", description = "The campaign file (YAML or JSON).")
  private Path path;

  /** Reads the file; throws {@link BadInput} with all its problems. */
  CampaignFile read() {
    return switch (CampaignReader.read(path.toAbsolutePath().normalize(), text())) {
      case Reading.Read(CampaignFile file) -> file;
      case Reading.Rejected(List<Problem> problems) -> throw new BadInput(shortened(problems));
    };
  }

  Path path() {
    return path;
  }

  private String text() {
    try {
      return Files.readString(path);
    } catch (CharacterCodingException binary) {
      throw new BadInput(
          path + " is not text in UTF-8; save it as UTF-8, or name the campaign file instead.");
    } catch (IOException missing) {
      throw new BadInput(path + " cannot be read (" + why(missing) + "); name a campaign file.");
    }
  }

  private static String why(IOException missing) {
    return missing instanceof java.nio.file.NoSuchFileException
        ? "there is no such file"
        : missing.toString();
  }

  /** Problems name the file as the operator typed it. */
  private List<Problem> shortened(List<Problem> problems) {
    return problems.stream()
        .map(
            p ->
                new Problem(
                    path.toString(), p.line(), p.column(), p.found(), p.expected(), p.remedy()))
        .toList();
  }
}
