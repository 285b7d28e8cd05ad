package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiskFailureTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new AccessDeniedException("/d"),
            "F cannot be made (permission denied); check who owns it, or name another"),
        Arguments.of(
            new FileSystemException("/d", null, "Read-only file system"),
            "F cannot be made (read-only file system); check who owns it, or name another"),
        Arguments.of(
            new FileSystemException("/d", null, "No space left on device"),
            "F cannot be made (no space left on device); free some space, or name another"),
        Arguments.of(
            new IOException("No space left on device"),
            "F cannot be made (no space left on device); free some space, or name another"),
        Arguments.of(
            new FileSystemException("/d", null, "Not a directory"),
            "F cannot be made (not a directory); check the path, or name another"),
        Arguments.of(
            new NoSuchFileException("/d"),
            "F cannot be made (there is no /d); check the path, or name another"),
        Arguments.of(
            new FileAlreadyExistsException("/d"),
            "F cannot be made (/d is there, and is no folder); check the path, or name another"),
        Arguments.of(
            new IOException("Input/output error"),
            "F cannot be made (input/output error); check the disk, or name another"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whyAndWhatToDoAreInWords(IOException failure, String sentence) {
    assertThat(DiskFailure.of(failure).sentence("F cannot be made", "name another"))
        .isEqualTo(sentence);
  }

  @Test
  void noSentenceNamesAnException() {
    IOException denied = new AccessDeniedException("/d/f");
    String todo = " (permission denied); check who owns it, or name another place";
    assertThat(DiskFailure.sentence(new UncheckedIOException(denied)))
        .isEqualTo("/d/f cannot be used" + todo);
    assertThat(
            DiskFailure.sentence(
                new UncheckedIOException("f cannot be written: " + denied, denied)))
        .isEqualTo("f cannot be written" + todo);
    assertThat(DiskFailure.sentence(new UncheckedIOException("cannot write f", denied)))
        .isEqualTo("cannot write f" + todo);
    String said = "no folder can be made in /x (permission denied); name one";
    assertThat(DiskFailure.sentence(new UncheckedIOException(said, denied))).isEqualTo(said);
  }
}
