package dev.blast.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.LocalFile;
import dev.blast.campaign.Campaign;
import dev.blast.outcome.StagedCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeTest {

  @TempDir Path folder;

  private static final String TEXT = "id,email,name\n1,a@x,Ann\n2,b@x,Bob\n3,c@x,Cem\n";

  private final Campaign campaign = CampaignFixture.plain().build();
  private LocalFile file = new LocalFile(Path.of("set before each test"));
  private Manifest manifest =
      new Manifest(new StagedCounts(0, Map.of(), 0), 1, 0, "", "", List.of(), 0, List.of());

  @BeforeEach
  void stage() throws IOException {
    file = new LocalFile(folder.resolve("audience.csv"));
    Files.writeString(file.path(), TEXT);
    manifest =
        switch (new Staging(uri -> file, 10, 1).stage(campaign, folder, Rejects.NONE)) {
          case Staging.Answer.Staged staged -> staged.manifest();
          case Staging.Answer.Refused refused -> throw new AssertionError(refused);
        };
  }

  @Test
  void anUnchangedAudienceIsVerified() {
    assertThat(manifest.shards()).hasSize(3);
    assertThat(Freeze.verify(manifest, file)).isEmpty();
  }

  @Test
  void aChangeIsNamedByTheLineAfterWhichItIs() throws IOException {
    Files.writeString(file.path(), TEXT.replace("Bob", "Rob"));
    assertThat(said())
        .isEqualTo(
            file.name()
                + ": found other content from line 3 on, expected the audience as it was staged;"
                + " put the file back as it was and resume, or start a new run");
    Files.writeString(file.path(), TEXT.replace("name", "nome"));
    assertThat(said()).contains("found another header");
    Files.writeString(file.path(), TEXT + "4,d@x,Dan\n");
    assertThat(said()).contains("found 54 bytes where there were 44");
    Files.delete(file.path());
    assertThat(said()).contains("no such file");
  }

  @Test
  void aShardThatChangedIsNotRead() throws IOException {
    Files.writeString(file.path(), TEXT.replace("Bob", "Rob"));
    ShardRows rows = new ShardRows(campaign, manifest, file);
    assertThat(rows.of(manifest.shards().getFirst()).next().line()).isEqualTo(2);
    assertThatThrownBy(() -> rows.of(manifest.shards().get(1)))
        .isInstanceOf(AudienceChanged.class)
        .hasMessageContaining("other content from line 3 on");
  }

  @Test
  void aShardThatIsGoneIsNotRead() throws IOException {
    Files.delete(file.path());
    ShardRows rows = new ShardRows(campaign, manifest, file);
    assertThatThrownBy(() -> rows.of(manifest.shards().getFirst()))
        .isInstanceOf(AudienceChanged.class)
        .hasMessageContaining("no such file");
  }

  private String said() {
    return Freeze.verify(manifest, file).orElseThrow().toString();
  }
}
