package dev.blast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.Audiences;
import dev.blast.audience.MemoryAudiences;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.StagedAhead;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AheadStagerTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:03Z");

  @TempDir private Path folder;

  private final CampaignFile file = Campaigns.demo("");
  private final Run run =
      new Run(new RunId("spring", Instant.parse("2026-03-01T08:00:00Z")), file, NOW.plusSeconds(9));
  private final MemoryAudiences store = new MemoryAudiences();
  private final MemoryRunLog log = new MemoryRunLog();
  private Audiences files = store;
  private Optional<StagedAhead> ahead = Optional.empty();
  private boolean rejectsAreThere = true;
  private int rejectsGiven;
  private int anew;

  @BeforeEach
  void stageAhead() {
    log.opened(run.id());
    store.put("people.csv", "id,email,name\n1,a@x,Ann\n2,b@x,Bob\n");
    Staging.Answer.Staged staged = staged();
    ahead =
        Optional.of(StagedAhead.of(file, staged.manifest(), store.look("people.csv"), List.of()));
  }

  @Test
  void whatWasStagedIsTakenWithItsRejects() {
    assertThat(manifest()).isEqualTo(ahead.orElseThrow().manifest());
    assertThat(anew).isZero();
    assertThat(rejectsGiven).isEqualTo(1);
    assertThat(said()).isEmpty();
  }

  @Test
  void whereNothingWasStagedNothingIsSaid() {
    ahead = Optional.empty();
    assertThat(manifest().counts().recipients()).isEqualTo(2);
    assertThat(anew).isEqualTo(1);
    assertThat(said()).isEmpty();
  }

  @Test
  void anAudienceThatWasReplacedIsStagedAnew() {
    store.put("people.csv", "id,email,name\n1,a@x,Ann\n");
    assertThat(manifest().counts().recipients()).isEqualTo(1);
    assertThat(rejectsGiven).isZero();
    assertThat(said())
        .containsExactly("staged anew: people.csv was replaced since it was scheduled");
  }

  @Test
  void rejectsThatAreGoneDoNotKeepAnybodyFromBeingReached() {
    rejectsAreThere = false;
    assertThat(manifest().counts().recipients()).isEqualTo(2);
    assertThat(anew).isEqualTo(1);
    assertThat(said()).containsExactly("staged anew: its rejects cannot be copied");
  }

  @Test
  void aStoreThatDoesNotAnswerIsAskedAgainByWhoeverFires() {
    files =
        uri -> {
          throw new UncheckedIOException(new IOException("connection reset"));
        };
    assertThatThrownBy(this::manifest).isInstanceOf(UncheckedIOException.class);
    assertThat(anew).isZero();
    assertThat(said()).isEmpty();
  }

  private Manifest manifest() {
    return switch (stager().stage(run)) {
      case Staging.Answer.Staged staged -> staged.manifest();
      case Staging.Answer.Refused refused -> throw new AssertionError(refused);
    };
  }

  private List<String> said() {
    return log.of(run.id()).stream().map(RunEvent::what).toList();
  }

  private AheadStager stager() {
    StagedAheads aheads =
        new StagedAheads() {
          @Override
          public Optional<StagedAhead> find(CampaignFile campaign) {
            return ahead;
          }

          @Override
          public boolean giveRejects(CampaignFile campaign, RunId id) {
            rejectsGiven += rejectsAreThere ? 1 : 0;
            return rejectsAreThere;
          }
        };
    return new AheadStager(
        aheads,
        campaign -> files,
        again -> {
          anew++;
          return staged();
        },
        log,
        () -> NOW);
  }

  private Staging.Answer.Staged staged() {
    return switch (new Staging(store).stage(file.campaign(), folder, Rejects.NONE)) {
      case Staging.Answer.Staged staged -> staged;
      case Staging.Answer.Refused refused -> throw new AssertionError(refused);
    };
  }
}
