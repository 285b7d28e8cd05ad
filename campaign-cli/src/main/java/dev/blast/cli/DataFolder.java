package dev.blast.cli;

import dev.blast.local.RunFolders;
import dev.blast.local.ShellCommand;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}. */
final class DataFolder {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where runs are kept (default: ${DEFAULT-VALUE}).")
  private Path folder = RunFolders.DEFAULT;

  /** The folder, which may not be there yet; {@link BadInput} when it can never be one. */
  Path path() {
    for (Path each = folder.toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.isDirectory(each)) {
        break;
      }
      if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
        throw new BadInput(
            "--data " + folder + ": " + each + " is no folder; name one that is, or a new one.");
      }
    }
    return folder;
  }

  /** What to add to a command so that it finds this folder; nothing for the default. */
  ShellCommand options() {
    return RunFolders.options(folder);
  }
}
