package dev.blast.cli;

import dev.blast.local.RunFolders;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}. */
final class DataFolder {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where runs are kept (default: ${DEFAULT-VALUE}).")
  private Path folder = RunFolders.DEFAULT;

  Path path() {
    return folder;
  }
}
