package dev.blast.local;

import dev.blast.run.Runs;
import dev.blast.run.RunsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RunFoldersTest extends RunsContract {

  @TempDir Path data;
  private RunFolders runs = new RunFolders(Path.of("never"), RunsContract::read);

  @BeforeEach
  @Override
  protected void reopen() {
    runs = new RunFolders(data, RunsContract::read);
  }

  @Override
  protected Runs runs() {
    return runs;
  }
}
