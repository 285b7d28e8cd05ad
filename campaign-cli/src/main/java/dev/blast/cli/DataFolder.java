package dev.blast.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}. */
final class DataFolder {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where runs are kept (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of(".blast");

  Path path() {
    return folder;
  }
}
