package dev.blast.local;

import dev.blast.run.Control;
import dev.blast.run.ControlJson;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * What is asked of runs, in {@code control.json} of each run's folder, as {@link ControlJson}
 * writes it. Any process may change it, and sees the changes of others at once. Throws {@link
 * RunFolderUnavailable} when the file cannot be used.
 */
final class ControlFiles implements RunControl {

  private final RunFolders runs;

  ControlFiles(RunFolders runs) {
    this.runs = runs;
  }

  @Override
  public Control of(RunId id) {
    Path file = runs.folder(id).control();
    try {
      return read(file);
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  @Override
  public Control change(RunId id, UnaryOperator<Control> change) {
    RunFolder folder = runs.known(id);
    try {
      return FolderChange.alone(
          folder.changes(),
          () -> {
            Control before = read(folder.control());
            Control asked = change.apply(before);
            if (!asked.equals(before)) {
              DurableFiles.replace(folder.control(), ControlJson.write(asked));
            }
            return asked;
          });
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(folder.control(), failure);
    }
  }

  private static Control read(Path file) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException nothingAsked) {
      return Control.NONE;
    }
    try {
      return ControlJson.read(content);
    } catch (IOException | RuntimeException damaged) {
      throw new RunFolderUnavailable(
          file,
          "damaged; delete it, and ask again for the throttle, pause or cancellation that was in it;"
              + " a canary that had passed and the deadline of a redrive are forgotten with it",
          damaged);
    }
  }
}
