package dev.blast.cli;

import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.campaign.TimingCheck;
import dev.blast.local.DiskFailure;
import dev.blast.local.LocalBlast;
import dev.blast.stage.Manifest;
import dev.blast.stage.RejectsFile;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    refuseInputs(file, rejectsFile);
    refuseInputs(file, folder.resolve("audience.csv"));
    Staging.Answer answer = stage(file, folder, rejectsFile, local);
    StagingSummary summary = StagingSummary.orRefuse(answer, file, campaign.name());
    Manifest manifest = summary.staged().manifest();
    DeadlineCheck deadline = new DeadlineCheck(file, campaign.name(), true, "", blast.clock());
    Instant start = start(file);
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("campaign", file.campaign().id());
      facts.putAll(summary.facts());
      facts.put("rejects", rejectsFile.toString());
      facts.put("late", deadline.foreseen(manifest, start).late());
      blast.terminal().json(facts);
      summary.notes(blast.terminal());
    } else {
      summary.print(blast.terminal());
      blast.terminal().fact("Rejects: " + rejectsFile);
      Notes notes = new Notes(blast.terminal());
      notes.say(summary.notes(file, campaign.name()));
      notes.say(
          TimingCheck.problems(file, campaign.name(), blast.clock().instant()).stream()
              .map(Problem::toString)
              .toList());
      notes.say(deadline.notes(manifest, start));
      blast.terminal().fact("Nothing was sent.");
    }
    return ExitCode.BALANCED.code();
  }

  /** When it would fire. */
  private Instant start(CampaignFile file) {
    Instant now = blast.clock().instant();
    return file.campaign().schedule().next(now).filter(now::isBefore).orElse(now);
  }

  /** The rejects of before stay until these are whole. */
  private static Staging.Answer stage(
      CampaignFile file, Path folder, Path rejectsFile, LocalBlast local) {
    AtomicReference<Staging.@Nullable Answer> answer = new AtomicReference<>();
    OutputFile.ours(rejectsFile)
        .write(
            out -> {
              try (RejectsFile rejects =
                  new RejectsFile(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
                answer.set(local.stage(file, folder, rejects));
              }
            });
    return Objects.requireNonNull(answer.get());
  }

  /** The rejects of an earlier call may be a list, or the audience, of this one. */
  private static void refuseInputs(CampaignFile file, Path written) {
    AudienceSource audience = file.campaign().audience();
    Stream.concat(Stream.of(audience.uri()), audience.suppressions().stream().map(Suppression::uri))
        .filter(uri -> OutputFile.isSame(Path.of(file.resolve(uri)), written))
        .findFirst()
        .ifPresent(
            uri -> {
              throw new BadInput(
                  written
                      + " is read by the campaign, as "
                      + uri
                      + ", and 'blast stage' writes there; copy it to another folder, and name"
                      + " the copy.");
            });
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
