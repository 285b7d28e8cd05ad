package dev.blast.campaign;

import dev.blast.campaign.WrittenFile.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads an operator's settings, YAML. Stateless and thread-safe. */
public final class SettingsReader {

  private static final Key.Whole CONFIRM_ABOVE =
      new Key.Whole("confirmAbove", 0, 1_000_000_000_000L, 100_000);

  private static final Block TOP = new Block("", List.of(CONFIRM_ABOVE));

  private SettingsReader() {}

  /** What came of reading settings. */
  public sealed interface Reading {

    record Read(OperatorSettings settings) implements Reading {}

    /** At least one problem, in the order of the file. */
    record Rejected(List<Problem> problems) implements Reading {}
  }

  /**
   * Reads the settings of a file; {@link OperatorSettings#NONE} when it is not there or says
   * nothing. One that cannot be read is a problem, not an exception: it may hold a limit.
   */
  public static Reading read(Path file) {
    return switch (WrittenFile.read(file)) {
      case Content.Text(String text) -> read(file, text);
      case Content.Missing _ -> new Reading.Read(OperatorSettings.NONE);
      // Without a folder there is no file: whoever uses the folder says what is wrong with it.
      case Content.Other _ when !Files.isDirectory(file.resolveSibling(".")) ->
          new Reading.Read(OperatorSettings.NONE);
      case Content.Other(String found, String remedy, String _) ->
          rejected(file, found, remedy.isEmpty() ? "write the settings, or remove it" : remedy);
    };
  }

  /** Reads settings from their text. */
  static Reading read(Path file, String text) {
    if (text.lines().allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"))) {
      return new Reading.Read(OperatorSettings.NONE);
    }
    Source source = new Source(file.toString(), text);
    Findings findings = new Findings(source);
    Optional<OperatorSettings> settings =
        NodeReader.read(source, findings).flatMap(root -> bind(root, file, findings));
    return settings
        .<Reading>map(Reading.Read::new)
        .orElseGet(() -> new Reading.Rejected(findings.inOrder()));
  }

  private static Optional<OperatorSettings> bind(Node root, Path file, Findings findings) {
    if (!(root instanceof Node.Mapping mapping)) {
      findings.add(root.mark(), root.shown(), "a block of keys", "write " + CONFIRM_ABOVE.line());
      return Optional.empty();
    }
    Section top = Section.open(TOP, mapping.mark(), mapping, findings);
    long confirmAbove = top.whole(CONFIRM_ABOVE);
    Optional<OperatorSettings.Limit> limit =
        top.entry(CONFIRM_ABOVE)
            .map(
                entry ->
                    new OperatorSettings.Limit(confirmAbove, file + ":" + entry.mark().line()));
    return findings.size() == 0 ? Optional.of(new OperatorSettings(limit)) : Optional.empty();
  }

  private static Reading rejected(Path file, String found, String remedy) {
    return new Reading.Rejected(
        List.of(
            Problem.of(file.toString(), found, "settings: text in UTF-8, at most 1 MiB", remedy)));
  }
}
