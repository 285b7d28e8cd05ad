package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Problem;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import dev.blast.run.Runs;
import dev.blast.run.RunsContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFoldersTest extends RunsContract {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05Z");

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

  @Test
  void aDiskThatIsFullAtTheOpeningIsOneSentenceAboutTheDataFolder() throws IOException {
    RunFolders full =
        new RunFolders(
            data,
            RunsContract::read,
            (file, run) -> SqliteLedger.create(file, run, LedgerSettings.DEFAULT.withMaxPages(2)));
    assertThatThrownBy(() -> full.open(run(ID)))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessage(
            "%s: the disk is full; free some space, or name a folder on another disk: --data DIR",
            data.resolve("runs"));
    try (var files = Files.list(data.resolve("runs"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void anOpeningThatFailsLeavesNothing() throws IOException {
    RunFolders full =
        new RunFolders(
            data,
            RunsContract::read,
            (file, run) -> {
              throw new LedgerUnavailable(file, "the disk is full");
            });
    assertThatThrownBy(() -> full.open(run(ID))).isInstanceOf(LedgerUnavailable.class);
    assertThat(full.all()).isEmpty();
    try (var files = Files.list(data.resolve("runs"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFolderHoldsWhatTheOperatorExpects() throws IOException {
    runs.open(run(ID));
    runs.freeze(ID, manifest(9));

    RunFolder folder = runs.folder(ID);
    assertThat(folder.path()).isEqualTo(data.resolve("runs/morning@20260301T080000Z"));
    assertThat(folder.campaign()).content().isEqualTo(run(ID).file().text());
    assertThat(folder.path().resolve("state")).hasContent("OPENED");
    assertThat(folder.facts()).content().contains("\"deadline\" : \"2026-03-01T12:00:00.500Z\"");
    try (var files = Files.list(folder.path())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("campaign.yaml", "run.json", "manifest.json", "ledger.db")
          .doesNotContain("manifest.json.next", "state.next");
    }
  }

  @Test
  void runsAreListedTheLatestFirst() {
    RunId later = new RunId("evening", ID.scheduled().plusSeconds(60));
    RunId latest = new RunId("morning", ID.scheduled().plusSeconds(120));
    assertThat(runs.all()).isEmpty();
    List.of(later, ID, latest).forEach(id -> runs.open(run(id)));

    assertThat(runs.all()).containsExactly(latest, later, ID);
    assertThat(runs.ofCampaign("morning")).containsExactly(latest, ID);
    assertThat(runs.ofCampaign("noon")).isEmpty();
  }

  @Test
  void whatIsNoRunIsNotListed() throws IOException {
    Files.createDirectories(data.resolve("runs/.opening-123"));
    Files.writeString(data.resolve("runs/notes.txt"), "mine");

    assertThat(runs.all()).isEmpty();
  }

  @Test
  void aRunThatIsWorkedOnIsLive() {
    runs.open(run(ID));
    assertThat(runs.isLive(ID)).isFalse();
    RunLock lock = runs.lock(ID).orElseThrow();
    assertThat(runs.isLive(ID)).isTrue();
    assertThat(runs.lock(ID)).isEmpty();
    lock.close();
    lock.close();
    assertThat(runs.isLive(ID)).isFalse();
    assertThat(runs.lock(ID)).hasValueSatisfying(RunLock::close);
  }

  @Test
  void aRunThatIsNotThereIsNotLiveAndCannotBeTaken() {
    assertThat(runs.isLive(ID)).isFalse();
    assertThatThrownBy(() -> runs.lock(ID))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no run " + ID);
  }

  @Test
  void anIdThatLeavesTheFolderIsNotFoundAndCannotBeOpened() {
    for (String campaign : List.of("../morning", "a/b", "..", ".opening-1", "a\u0000b")) {
      assertThat(runs.find(new RunId(campaign, ID.scheduled()))).isEmpty();
    }
    for (String campaign : List.of("../morning", "a/b", "..", ".opening-1")) {
      assertThatThrownBy(() -> runs.folder(new RunId(campaign, ID.scheduled())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not the name of a run");
    }
  }

  @Test
  void factsAreReadWhileTheLedgerIsWritten() {
    runs.open(run(ID));
    try (SqliteLedger ledger = runs.ledger(ID)) {
      Claim claim = ledger.claim(new EnvelopeId(ID, 0, 0), 1, NOW, NOW.plusSeconds(9));
      assertThat(runs.facts(ID).outcomes(ID)).isEmpty();
      Standing sent = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "", NOW);
      ledger.settle(((Claim.Granted) claim).lease(), List.of(sent));

      assertThat(runs.facts(ID).outcomes(ID)).containsEntry(Outcome.SENT, 1L);
    }
  }

  @Test
  void aDamagedFolderNamesTheFileAndWhatToDo() throws IOException {
    runs.open(run(ID));
    RunFolder folder = runs.folder(ID);
    Files.writeString(folder.facts(), "{}");
    Files.writeString(folder.manifest(), "{");
    Files.writeString(folder.path().resolve("state"), "MAYBE");
    reopen();

    damaged(() -> runs.find(ID), folder.facts() + ": damaged (");
    damaged(() -> runs.manifest(ID), folder.manifest() + ": damaged (");
    damaged(
        () -> runs.state(ID),
        folder.path().resolve("state")
            + ": says \"MAYBE\", which is no state; restore it from a backup");
  }

  @Test
  void aCampaignThatIsNotUnderstoodAnyMoreIsNotGuessed() {
    runs.open(run(ID));
    Problem problem = Problem.of("campaign.yaml", "a", "b", "c");
    runs = new RunFolders(data, (origin, text) -> new Reading.Rejected(List.of(problem)));

    damaged(
        () -> runs.find(ID),
        runs.folder(ID).campaign()
            + ": this blast does not understand the frozen campaign ("
            + problem
            + "); use the blast that opened the run");
  }

  private static void damaged(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(RunFolderUnavailable.class)
        .hasMessageStartingWith(message);
  }
}
