package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignNotes;
import dev.blast.local.DiskFailure;
import dev.blast.local.LocalBlast;
import dev.blast.stage.RejectsFile;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The dry run. */
@Command(
    name = "stage",
    mixinStandardHelpOptions = true,
    description = {
      "Says who would get the message, and who would not and why.",
      "Reads the whole audience, writes a rejects file, and sends nothing."
    })
final class StageCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private CampaignParameter campaign;
  @Mixin private DataFolder data;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    CampaignFile file = campaign.read();
    LocalBlast local = new LocalBlast(data.path(), blast.clock());
    Path folder = folder(file.campaign().id());
    Path rejectsFile = folder.resolve("rejects.csv");
    Staging.Answer answer;
    try (RejectsFile rejects = new RejectsFile(rejectsFile)) {
      answer = local.stage(file, folder, rejects);
    }
    StagingSummary summary = StagingSummary.orRefuse(answer);
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("campaign", file.campaign().id());
      facts.putAll(summary.facts());
      facts.put("rejects", rejectsFile.toString());
      blast.terminal().json(facts);
      summary.notes(blast.terminal());
    } else {
      summary.print(blast.terminal());
      blast.terminal().fact("Rejects: " + rejectsFile);
      CampaignNotes.of(file.campaign()).forEach(note -> blast.terminal().note("Note: " + note));
      blast.terminal().fact("Nothing was sent.");
    }
    return ExitCode.BALANCED.code();
  }

  private Path folder(String campaignId) {
    Path folder = data.path().resolve("staged").resolve(campaignId);
    try {
      return Files.createDirectories(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(
          DiskFailure.of(failed)
              .sentence(folder + " cannot be made", "name another folder: --data DIR"),
          failed);
    }
  }
}
