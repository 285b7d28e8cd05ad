package dev.blast.cli;

import dev.blast.local.RunFolders;
import dev.blast.site.LocalSite;
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

  /** What to add to a command so that it finds this folder; empty for the default. */
  String words() {
    return LocalSite.words(folder);
  }
}
