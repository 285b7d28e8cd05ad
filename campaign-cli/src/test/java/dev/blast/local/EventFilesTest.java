package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.RunLogContract;
import dev.blast.run.RunsContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest extends RunLogContract {

  private static final RunId ID = new RunId("spring", Instant.parse("2026-03-01T08:00:00Z"));

  @TempDir private Path data;
  private RunFolders runs;

  @BeforeEach
  void opens() {
    runs = new RunFolders(data, RunsContract::read);
  }

  @Override
  protected RunLog log() {
    return runs.log();
  }

  @Override
  protected void open(RunId id) {
    assertThat(runs.open(RunsContract.run(id))).isTrue();
  }

  @Override
  protected RunLog elsewhere() {
    return new RunFolders(data, RunsContract::read).log();
  }

  @Test
  void halfALineOfAProcessThatDiedIsLeftOut() throws IOException {
    open(ID);
    RunEvent event = new RunEvent(Instant.EPOCH, "ann", "paused");
    log().add(ID, event);
    Files.writeString(runs.folder(ID).events(), "{\"at\":\"2026-", StandardOpenOption.APPEND);
    assertThat(log().of(ID)).containsExactly(event);
    log().add(ID, event);
    assertThat(log().of(ID)).containsExactly(event, event);
  }
}
