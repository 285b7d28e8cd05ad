package dev.blast.audience;

import dev.blast.campaign.Problem;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file looks like from outside. Two equal stamps of a file mean that it was not written to
 * in between, as far as its file system tells.
 *
 * @param size in bytes
 * @param modified when it was written to last, as the file system says it
 * @param key what the file system calls it: another for a file that took its place
 */
public record FileStamp(long size, String modified, String key) {

  /** Of a store that names what it holds: there a change shows by its {@link Revision}. */
  public static final FileStamp NONE = new FileStamp(0, "", "");

  static FileStamp of(BasicFileAttributes found) {
    return new FileStamp(
        found.size(), found.lastModifiedTime().toString(), String.valueOf(found.fileKey()));
  }

  /**
   * What is wrong with a file that had this stamp before it was read, and now has another; empty
   * when it has the same.
   *
   * @param file as the operator knows it
   */
  public Optional<Problem> changed(String file, FileStamp now) {
    return equals(now)
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                file,
                "that the file changed while it was read: from " + words() + " to " + now.words(),
                "a file that stays as it is",
                "wait until the program that writes it is done, and start again"));
  }

  private String words() {
    return String.format(Locale.ROOT, "%,d bytes, written to at %s", size, modified);
  }
}
