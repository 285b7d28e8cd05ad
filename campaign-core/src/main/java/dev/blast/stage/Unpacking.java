package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.FileUnreadable;
import dev.blast.audience.Revision;
import dev.blast.audience.RevisionGone;
import dev.blast.campaign.Problem;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens files that may be compressed, and says in an operator's words why one cannot be read. */
final class Unpacking {

  private static final int BUFFER = 64 * 1024;

  private Unpacking() {}

  static boolean isCompressed(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /** The text of a revision from its beginning. */
  static InputStream open(AudienceFile file, Revision revision) throws IOException {
    InputStream in = file.open(revision, 0, revision.size());
    if (!isCompressed(file.name())) {
      return in;
    }
    try {
      return new GZIPInputStream(new AlwaysAvailable(in), BUFFER);
    } catch (IOException | RuntimeException failed) {
      in.close();
      throw failed;
    }
  }

  static Problem problem(String file, IOException failed) {
    return switch (failed) {
      case FileUnreadable e -> e.problem();
      case RevisionGone e ->
          Problem.of(
              file,
              "other content than when reading it began",
              "a file that stays as it is",
              "wait until whoever writes it is done, and start again");
      case NoSuchFileException e ->
          Problem.of(file, missing(e), "a CSV with a header", "correct its path");
      case AccessDeniedException e ->
          Problem.of(file, "no permission to read it", "a readable file", "change its permissions");
      case EOFException e ->
          Problem.of(file, "compressed data that ends early", "all of it", "copy the file again");
      case ZipException e ->
          Problem.of(
              file,
              "damaged compressed data (" + failed.getMessage() + ")",
              "a gzip file",
              "copy the file again");
      default ->
          Problem.of(
              file,
              "that it cannot be read (" + failed.getMessage() + ")",
              "a readable file",
              "check the path and the disk");
    };
  }

  /** In the store's words, where it has some: a bucket may be missing, too. */
  static String missing(NoSuchFileException gone) {
    return gone.getReason() == null ? "no such file" : gone.getReason();
  }

  /**
   * GZIPInputStream goes on to the next member of a concatenated file only when more bytes are
   * "available", which a network stream may deny although they come (JDK-7036144).
   */
  private static final class AlwaysAvailable extends FilterInputStream {

    AlwaysAvailable(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
