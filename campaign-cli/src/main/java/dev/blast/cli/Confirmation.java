package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.OperatorSettings;
import dev.blast.campaign.OperatorSettings.Limit;
import dev.blast.campaign.Problem;
import dev.blast.campaign.SettingsReader;
import dev.blast.campaign.SettingsReader.Reading;
import dev.blast.local.LocalBlast;
import dev.blast.local.ShellCommand;
import dev.blast.stage.Rejects;
import dev.blast.stage.Staging;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code --confirm COUNT}: the operator's word for how many recipients a run has.
 *
 * @param limit above which it is asked for; empty for never
 * @param confirmed what the operator said; null when nothing. It must be right, asked for or not
 * @param audience as the operator knows it
 * @param command what to repeat, up to the count
 */
record Confirmation(
    Optional<Limit> limit, @Nullable Long confirmed, String audience, ShellCommand command) {

  /** Of the operator who keeps runs in this folder; throws {@link BadInput} for wrong settings. */
  static Confirmation of(
      Path data, @Nullable Long confirmed, String audience, ShellCommand command) {
    return switch (SettingsReader.read(data.resolve("settings.yaml"))) {
      case Reading.Rejected(List<Problem> problems) -> throw new BadInput(problems);
      case Reading.Read(OperatorSettings settings) ->
          new Confirmation(settings.confirmAbove(), confirmed, audience, command);
    };
  }

  /**
   * Whether only a look at the audience tells that the run may not go on: nothing is opened for one
   * that lacks its confirmation. A run that has one is staged once.
   */
  boolean needsRehearsal() {
    return limit.isPresent() && confirmed == null;
  }

  /**
   * Stages without a run; throws {@link BadInput} when the answer, or the number, is not right.
   *
   * @param name of the campaign file, as the operator knows it
   */
  StagingSummary rehearse(CampaignFile file, String name, LocalBlast local) {
    return StagingSummary.orRefuse(
        asked(ScratchFolder.with(folder -> local.stage(file, folder, Rejects.NONE))), file, name);
  }

  /** Whether there is a number to compare: that of the settings, or the operator's. */
  boolean compares() {
    return limit.isPresent() || confirmed != null;
  }

  /** The answer of staging; refused when its number of recipients is not confirmed. */
  Staging.Answer asked(Staging.Answer answer) {
    return answer instanceof Staging.Answer.Staged staged
        ? problem(staged.manifest().counts().recipients())
            .<Staging.Answer>map(problem -> new Staging.Answer.Refused(List.of(problem)))
            .orElse(answer)
        : answer;
  }

  private Optional<Problem> problem(long recipients) {
    boolean wrong = confirmed != null && confirmed != recipients;
    boolean missing =
        confirmed == null && limit.filter(most -> recipients > most.recipients()).isPresent();
    return wrong || missing ? Optional.of(problemOf(recipients)) : Optional.empty();
  }

  private Problem problemOf(long recipients) {
    String asked =
        limit
            .map(
                most ->
                    String.format(
                        Locale.ROOT, " (%s: confirmAbove is %,d)", most.place(), most.recipients()))
            .orElse("");
    String expected =
        confirmed == null
            ? "--confirm with that number" + asked
            : String.format(Locale.ROOT, "%,d as --confirm says%s", confirmed, asked);
    return Problem.of(
        audience,
        String.format(Locale.ROOT, "%,d recipients", recipients),
        expected,
        "if all of them shall be sent to: " + command.option("--confirm", recipients));
  }
}
