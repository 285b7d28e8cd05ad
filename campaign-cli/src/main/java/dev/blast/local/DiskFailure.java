package dev.blast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a file or folder cannot be used, for people.
 *
 * @param why it cannot, without the name of an exception
 */
public record DiskFailure(String why, Remedy remedy) {

  private static final String ANOTHER = "name another place";

  /** What helps. */
  public enum Remedy {
    /** Rights, or another place. */
    ELSEWHERE("check who owns it, or "),
    /** Room, or another place. */
    SPACE("free some space, or "),
    /** A path that is right. */
    PATH("check the path, or "),
    /** The system knows more. */
    DISK("check the disk, or ");

    private final String words;

    Remedy(String words) {
      this.words = words;
    }
  }

  /** What the operating system's answer means. */
  public static DiskFailure of(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> new DiskFailure("permission denied", Remedy.ELSEWHERE);
      case NoSuchFileException missing ->
          new DiskFailure("there is no " + missing.getFile(), Remedy.PATH);
      case NotDirectoryException file ->
          new DiskFailure(file.getFile() + " is no folder", Remedy.PATH);
      case FileAlreadyExistsException there ->
          new DiskFailure(there.getFile() + " is there, and is no folder", Remedy.PATH);
      case FileSystemException other -> of(other.getReason(), other);
      default -> of(failure.getMessage(), failure);
    };
  }

  /** As strerror(3) of Linux and macOS has it, which the JDK hands on. */
  private static DiskFailure of(@Nullable String reason, IOException failure) {
    if (reason == null || reason.isBlank()) {
      return new DiskFailure(failure.toString(), Remedy.DISK);
    }
    return new DiskFailure(
        Character.toLowerCase(reason.charAt(0)) + reason.substring(1),
        switch (reason) {
          case "Read-only file system", "Permission denied", "Operation not permitted" ->
              Remedy.ELSEWHERE;
          case "No space left on device", "Disk quota exceeded" -> Remedy.SPACE;
          case "Not a directory", "Is a directory", "File name too long" -> Remedy.PATH;
          default -> Remedy.DISK;
        });
  }

  /**
   * What to do.
   *
   * @param elsewhere how to choose another place, as in {@code name another folder}
   */
  public String todo(String elsewhere) {
    return remedy.words + elsewhere;
  }

  /** What cannot be done, why, and what to do, in one sentence. */
  public String sentence(String cannot, String elsewhere) {
    return cannot + " (" + why + "); " + todo(elsewhere);
  }

  /** The sentence of a failure that may name an exception, or nothing but that. */
  public static String sentence(UncheckedIOException failure) {
    IOException cause = Objects.requireNonNull(failure.getCause());
    String said = String.valueOf(failure.getMessage());
    DiskFailure disk = of(cause);
    if (said.equals(cause.toString())) {
      return disk.sentence(file(cause).orElse("A file") + " cannot be used", ANOTHER);
    }
    if (said.endsWith(": " + cause)) {
      return disk.sentence(said.substring(0, said.length() - (": " + cause).length()), ANOTHER);
    }
    return said.contains("; ") ? said : disk.sentence(said, ANOTHER);
  }

  private static Optional<String> file(IOException failure) {
    return failure instanceof FileSystemException system
        ? Optional.ofNullable(system.getFile())
        : Optional.empty();
  }
}
