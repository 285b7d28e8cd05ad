package dev.blast.campaign;

import java.nio.file.Path;
import java.util.List;

/** Reads campaign files, YAML or JSON. */
public final class CampaignReader {

  private CampaignReader() {}

  /** What came of reading a campaign file. */
  public sealed interface Reading {

    record Read(CampaignFile file) implements Reading {}

    /** At least one problem, in the order of the file. */
    record Rejected(List<Problem> problems) implements Reading {}
  }

  /** Reads the text of a campaign file; {@code .json} is read as JSON, everything else as YAML. */
  public static Reading read(Path origin, String text) {
    return new Reading.Rejected(
        List.of(Problem.of(origin.toString(), "nothing", "a reader", "write it")));
  }
}
