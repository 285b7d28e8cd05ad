package dev.blast.campaign;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads campaign files, YAML or JSON. Stateless and thread-safe. */
public final class CampaignReader {

  private CampaignReader() {}

  /** What came of reading a campaign file. */
  public sealed interface Reading {

    record Read(CampaignFile file) implements Reading {}

    /** At least one problem, in the order of the file. */
    record Rejected(List<Problem> problems) implements Reading {}
  }

  /** Reads a campaign file. A file that is missing or unreadable is a problem, not an exception. */
  public static Reading read(Path file) {
    try {
      return read(file, Source.textOf(file));
    } catch (CharacterCodingException notUtf8) {
      return rejected(file, "bytes that are not UTF-8", "a text file in UTF-8", "save it as UTF-8");
    } catch (IOException unreadable) {
      if (Files.isDirectory(file)) {
        return rejected(file, "a folder", "a campaign file", "name a file in it");
      }
      return Files.exists(file)
          ? rejected(file, "a file that cannot be read", "a text file", "check its permissions")
          : rejected(file, "no such file", "a campaign file", "check the path");
    }
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
