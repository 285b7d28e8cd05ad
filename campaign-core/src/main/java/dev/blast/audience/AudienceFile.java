package dev.blast.audience;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an audience, or of a suppression list. Implementations are thread-safe; every stream
 * is independent. What is not there is a {@link java.nio.file.NoSuchFileException}, what may not be
 * read an {@link java.nio.file.AccessDeniedException} or, where more can be said, a {@link
 * FileUnreadable}. A store that cannot be asked at the moment is an {@link
 * java.io.UncheckedIOException}, which says nothing about the file.
 */
public interface AudienceFile {

  /** As the operator knows it; for messages. */
  String name();

  /** What is there now. Blocks. */
  Revision look() throws IOException;

  /**
   * What it looks like from outside now, to see later whether it was written to. Blocks. {@link
   * FileStamp#NONE} where {@link #open} never gives bytes of another revision.
   */
  default FileStamp stamp() throws IOException {
    return FileStamp.NONE;
  }

  /**
   * The bytes from {@code from} (inclusive) to {@code to} (exclusive) of a revision. Holds a small
   * part of them in memory. Blocks; the caller closes it, also before its end.
   *
   * <p>Where the store names its revisions, bytes of another one are never given: this, or a later
   * read, throws {@link RevisionGone}. Where it does not, whoever needs to know compares digests;
   * and a file that became shorter gives fewer bytes.
   *
   * @throws IndexOutOfBoundsException for a range that is not within the revision
   */
  InputStream open(Revision revision, long from, long to) throws IOException;
}
