package dev.blast.local;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the files of one run are. It is there, complete, from the run's first write on; {@link
 * #manifest} and {@link #rejects} come with staging.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {

  static final String YAML = "campaign.yaml";
  static final String JSON = "campaign.json";

  /** The campaign file, verbatim, as it was when the run was opened. */
  public Path campaign() {
    Path json = path.resolve(JSON);
    return Files.exists(json) ? json : path.resolve(YAML);
  }

  /** What is frozen beside the campaign: its origin and the deadline. */
  public Path facts() {
    return path.resolve("run.json");
  }

  /** The frozen result of staging. */
  public Path manifest() {
    return path.resolve("manifest.json");
  }

  /** The SQLite file that says what became of every envelope. */
  public Path ledger() {
    return path.resolve("ledger.db");
  }

  /** The rows of the audience that are invalid, with their reasons. */
  public Path rejects() {
    return path.resolve("rejects.csv");
  }

  /** One word: the run's state. */
  public Path state() {
    return path.resolve("state");
  }

  /** What the operator asked of the run since; there once they did. */
  Path control() {
    return path.resolve("control.json");
  }

  /** What was done to the run, a line each. */
  Path events() {
    return path.resolve("events.jsonl");
  }

  /** The run's tallies over time, for display. */
  Path progress() {
    return path.resolve("progress.jsonl");
  }

  /** Why the run is not faster at the moment, for display. */
  Path now() {
    return path.resolve("now.json");
  }

  /** Locked while a process works on the run. */
  Path lock() {
    return path.resolve("lock");
  }

  /** Locked while a process changes the state or the control, or freezes the manifest. */
  Path changes() {
    return path.resolve("changes.lock");
  }
}
