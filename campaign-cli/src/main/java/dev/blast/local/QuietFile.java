package dev.blast.local;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.FileStamp;
import dev.blast.audience.LocalFile;
import dev.blast.audience.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A file that another program may be writing at this moment. One that ends within a line and was
 * written to within the last second is looked at when that second is over: what writes in pieces is
 * seen at it then. Thread-safe; its stamps block for up to a second.
 */
record QuietFile(LocalFile file, InstantSource clock) implements AudienceFile {

  private static final Duration QUIET = Duration.ofSeconds(1);

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public Revision look() throws IOException {
    return file.look();
  }

  @Override
  public FileStamp stamp() throws IOException {
    Duration since =
        Duration.between(Files.getLastModifiedTime(file.path()).toInstant(), clock.instant());
    if (!since.isNegative() && since.compareTo(QUIET) < 0 && endsWithinALine()) {
      try {
        Thread.sleep(QUIET.minus(since));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    return file.stamp();
  }

  /** A compressed file shows by itself that it is not whole. */
  private boolean endsWithinALine() throws IOException {
    if (name().endsWith(".gz") || !Files.isRegularFile(file.path())) {
      return false;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.path().toFile(), "r")) {
      if (bytes.length() == 0) {
        return false;
      }
      bytes.seek(bytes.length() - 1);
      int last = bytes.read();
      return last != '\n' && last != '\r';
    }
  }

  @Override
  public InputStream open(Revision revision, long from, long to) throws IOException {
    return file.open(revision, from, to);
  }
}
