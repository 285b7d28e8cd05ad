package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.run.RunId;
import dev.blast.run.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingFilesTest {

  private static final RunId LATER = new RunId("evening", Instant.parse("2026-11-22T18:00:00Z"));
  private static final RunId SOON = new RunId("morning", Instant.parse("2026-11-22T08:00:00Z"));

  @TempDir private Path data;

  @Test
  void whatIsWaitedForIsListedTheNextOneFirstUntilItIsWaitedForNoLonger() {
    WaitingFiles files = new WaitingFiles(data);
    assertThat(files.all()).isEmpty();
    try (var evening = files.announce(LATER, "Good evening");
        var morning = files.announce(SOON, "Good morning")) {
      assertThat(new WaitingFiles(data).all())
          .containsExactly(new Waiting(SOON, "Good morning"), new Waiting(LATER, "Good evening"));
    }
    assertThat(files.all()).isEmpty();
  }

  @Test
  void whatADeadProcessLeftIsNotWaitedFor() throws IOException {
    Files.createDirectories(data.resolve("waiting"));
    Files.writeString(data.resolve("waiting").resolve(SOON.toString()), "Good morning");
    Files.createFile(data.resolve("waiting").resolve(SOON + ".lock"));
    assertThat(new WaitingFiles(data).all()).isEmpty();
  }
}
