package dev.blast.local;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A run's folder cannot be read or written. The message names the file and says what to do. */
public final class RunFolderUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFolderUnavailable(Path file, String what, @Nullable Throwable cause) {
    super(file + ": " + what, cause);
  }

  static RunFolderUnavailable of(Path file, IOException failure) {
    return new RunFolderUnavailable(
        file,
        DiskFailure.of(failure)
            .sentence("cannot be read or written", "name another folder: --data DIR"),
        failure);
  }
}
