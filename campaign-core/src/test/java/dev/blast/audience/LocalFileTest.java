package dev.blast.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileTest extends AudienceFileContract {

  @TempDir private Path folder;

  @Override
  protected AudienceFile at(String name) {
    return new LocalFile(folder.resolve(name));
  }

  @Override
  protected void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  @Override
  protected void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  @Test
  void aFileThatBecameShorterGivesWhatIsLeft() throws IOException {
    write("a.csv", new byte[10]);
    Revision revision = at("a.csv").look();
    write("a.csv", new byte[7]);
    assertThat(read(at("a.csv"), revision, 5, 10)).hasSize(2);
  }
}
