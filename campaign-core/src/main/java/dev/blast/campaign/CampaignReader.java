package dev.blast.campaign;

import dev.blast.campaign.WrittenFile.Content;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads campaign files, YAML or JSON. Stateless and thread-safe. */
public final class CampaignReader {

  private static final String CAMPAIGN_FILE = "a campaign file: YAML or JSON, at most 1 MiB";

  private CampaignReader() {}

  /** What came of reading a campaign file. */
  public sealed interface Reading {

    record Read(CampaignFile file) implements Reading {}

    /** At least one problem, in the order of the file. */
    record Rejected(List<Problem> problems) implements Reading {}
  }

  /**
   * Reads a campaign file. A file that is missing or unreadable is a problem, not an exception. At
   * most 1 MiB is read; no pipe and no device is.
   */
  public static Reading read(Path file) {
    return switch (WrittenFile.read(file)) {
      case Content.Missing _ -> rejected(file, "no such file", "a campaign file", "check the path");
      case Content.Other(String found, String remedy, String start) ->
          AudienceLikeness.of(file, start)
              .map(like -> rejected(file, like.found(found), CAMPAIGN_FILE, like.remedy()))
              .orElseGet(
                  () ->
                      rejected(
                          file,
                          found,
                          CAMPAIGN_FILE,
                          "this is no campaign file; "
                              + (remedy.isEmpty() ? "check the path" : remedy)));
      case Content.Text(String text) when text.isBlank() ->
          rejected(
              file,
              text.isEmpty() ? "an empty file" : "a file of nothing but blanks",
              CAMPAIGN_FILE,
              "this is no campaign file; check the path, or start from one of campaign-samples");
      case Content.Text(String text) -> orAudience(file, text, read(file, text));
    };
  }

  /** Of the audience in place of its campaign, YAML's view of it helps nobody. */
  private static Reading orAudience(Path file, String text, Reading reading) {
    return switch (reading) {
      case Reading.Read read -> read;
      case Reading.Rejected problems ->
          AudienceLikeness.of(file, text)
              .map(like -> rejected(file, like.found("a table"), CAMPAIGN_FILE, like.remedy()))
              .orElse(problems);
    };
  }

  /**
   * Reads the text of a campaign file; {@code .json} is read as JSON, everything else as YAML. All
   * problems are reported at once, except that a syntax error hides what comes after it.
   *
   * @param origin the file as the operator knows it; it is not opened
   */
  public static Reading read(Path origin, String text) {
    return read(Origin.of(origin), origin.toString(), text);
  }

  /** {@link #read(Path, String)}, wherever the file is. */
  public static Reading read(Origin origin, String text) {
    return read(origin, origin.address(), text);
  }

  /**
   * {@link #read(Origin, String)} for a campaign that was read before, maybe by an earlier version:
   * of a run that froze it, or of a schedule. Rules that came later do not stop it.
   */
  public static Reading readFrozen(Origin origin, String text) {
    return read(origin, origin.address(), text, true);
  }

  private static Reading read(Origin origin, String name, String text) {
    return read(origin, name, text, false);
  }

  private static Reading read(Origin origin, String name, String text, boolean frozen) {
    Source source = new Source(name, text);
    Findings findings = new Findings(source, frozen);
    Optional<Node> root = NodeReader.read(source, findings);
    Optional<Campaign> campaign = root.flatMap(node -> new CampaignBinder(findings).bind(node));
    return campaign
        .<Reading>map(read -> new Reading.Read(new CampaignFile(origin, text, read)))
        .orElseGet(() -> new Reading.Rejected(findings.inOrder()));
  }

  private static Reading rejected(Path file, String found, String expected, String remedy) {
    return new Reading.Rejected(List.of(Problem.of(file.toString(), found, expected, remedy)));
  }
}
