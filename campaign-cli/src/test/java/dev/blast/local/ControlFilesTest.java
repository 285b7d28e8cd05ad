package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.Throttle;
import dev.blast.run.RunControl;
import dev.blast.run.RunControlContract;
import dev.blast.run.RunId;
import dev.blast.run.RunsContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFilesTest extends RunControlContract {

  private static final RunId ID = new RunId("spring", Instant.parse("2026-03-01T08:00:00Z"));

  @TempDir private Path data;
  private RunFolders runs;

  @BeforeEach
  void opens() {
    runs = new RunFolders(data, RunsContract::read);
  }

  @Override
  protected RunControl control() {
    return runs.control();
  }

  @Override
  protected void open(RunId id) {
    assertThat(runs.open(RunsContract.run(id))).isTrue();
  }

  @Override
  protected RunControl elsewhere() {
    return new RunFolders(data, RunsContract::read).control();
  }

  @Test
  void anOperatorCanReadWhatIsAsked() {
    open(ID);
    Throttle asked = Throttle.parse("30000/min").orElseThrow();
    control().change(ID, before -> before.withThrottle(asked));
    assertThat(runs.folder(ID).control()).hasContent("{\"throttle\":\"30000/min\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]x",
        "{\"throttle\":500}",
        "{\"throttle\":\"0/s\"}",
        "{\"pause\":true}",
        "{\"cancelled\":\"yes\"}",
        "{\"canary\":\"maybe\"}"
      })
  void aDamagedFileIsNamedAndNotTakenForNoThrottle(String content) throws IOException {
    open(ID);
    Path file = Files.writeString(runs.folder(ID).control(), content);
    assertThatThrownBy(() -> control().of(ID))
        .isInstanceOf(RunFolderUnavailable.class)
        .hasMessageStartingWith(file + ": damaged; delete it, and ask again");
  }
}
