package dev.blast.aws.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.s3.ObjectsUnavailable;
import dev.blast.aws.s3.RunObjects;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.Origin;
import dev.blast.run.Run;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.run.RunsContract;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamoRunsTest extends RunsContract {

  private final Stand stand = new Stand();
  private DynamoRuns runs = stand.runs();

  @AfterEach
  void close() {
    stand.close();
  }

  @Override
  protected Runs runs() {
    return runs;
  }

  @Override
  protected void reopen() {
    runs = stand.runs();
  }

  @Test
  void anOpeningWhoseAnswerIsLostIsStillTheFirst() {
    loseTheFirstAnswer("TransactWriteItems");

    assertThat(runs.open(run(ID))).isTrue();
    assertThat(runs.open(run(ID))).isFalse();
    assertThat(runs.all()).containsExactly(ID);
  }

  @Test
  void aStepWhoseAnswerIsLostIsMadeOnce() {
    runs.open(run(ID));
    loseTheFirstAnswer("UpdateItem");

    assertThat(runs.advance(ID, RunState.Event.MANIFEST_FROZEN)).isEqualTo(RunState.STAGED);
    assertThat(runs.state(ID)).contains(RunState.STAGED);
  }

  @Test
  void aManifestIsFrozenAlthoughTheAnswerIsLost() {
    runs.open(run(ID));
    loseTheFirstAnswer("UpdateItem");
    runs.freeze(ID, manifest(9));
    reopen();

    assertThat(runs.manifest(ID)).contains(manifest(9));
  }

  @Test
  void aManifestWhoseObjectIsGoneIsSaidToBeGone() {
    runs.open(run(ID));
    runs.freeze(ID, manifest(9));
    RunObjects elsewhere =
        new RunObjects(stand.s3(), dev.blast.aws.MemoryS3.BUCKET, "another-folder/");
    DynamoRuns lost = new DynamoRuns(stand.client(), stand.table(), elsewhere, RunsContract::read);

    assertThatThrownBy(() -> lost.manifest(ID))
        .isInstanceOf(ObjectsUnavailable.class)
        .hasMessageContaining("s3://audiences/another-folder/runs/" + ID + "/manifest-")
        .hasMessageContaining("is gone, and a run needs it");
  }

  @Test
  void aRunThatIsOverOutlivesItsManifest() {
    runs.open(run(ID));
    runs.freeze(ID, manifest(9));
    runs.advance(ID, RunState.Event.MANIFEST_FROZEN);
    RunObjects elsewhere =
        new RunObjects(stand.s3(), dev.blast.aws.MemoryS3.BUCKET, "another-folder/");
    DynamoRuns lost = new DynamoRuns(stand.client(), stand.table(), elsewhere, RunsContract::read);
    assertThatThrownBy(() -> lost.manifest(ID)).isInstanceOf(ObjectsUnavailable.class);

    runs.advance(ID, RunState.Event.BOOKS_BALANCED);
    assertThat(lost.manifest(ID)).isEmpty();
    assertThat(lost.all()).containsExactly(ID);
  }

  @Test
  void aCampaignThatIsTooLargeForAnItemIsRefusedAndOneThatIsNotIsKept() {
    Run fits = withText("#" + "x".repeat(DynamoRuns.LARGEST_TEXT - 1));
    Run tooLarge = withText("#" + "x".repeat(DynamoRuns.LARGEST_TEXT));
    assertThatThrownBy(() -> runs.open(tooLarge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "s3://bucket/c.yaml has 307,201 bytes, and a run on DynamoDB keeps 307,200");
    assertThat(runs.all()).isEmpty();

    assertThat(runs.open(fits)).isTrue();
    assertThat(runs.find(ID)).contains(fits);
  }

  @Test
  void aStepOfARunCostsOneWriteUnitHoweverLargeItsCampaignIs() {
    runs.open(withText("#" + "x".repeat(200_000)));
    stand.dynamo().units().reset();
    runs.advance(ID, RunState.Event.MANIFEST_FROZEN);

    assertThat(stand.dynamo().units().written()).isEqualTo(1.0);
    assertThat(stand.dynamo().units().read()).isLessThanOrEqualTo(1.0);
  }

  @Test
  void aCampaignOfALaterVersionIsNotTakenForDamage() {
    runs.open(run(ID));
    DynamoRuns earlier =
        new DynamoRuns(stand.client(), stand.table(), stand.objects(), DynamoRunsTest::reject);

    assertThatThrownBy(() -> earlier.find(ID))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("use the version that opened the run");
  }

  @Test
  void aTableThatIsNotThereIsNamedWithWhatToDo() {
    DynamoRuns lost = new DynamoRuns(stand.client(), new BlastTable("no-table"), stand.objects());

    assertThatThrownBy(() -> lost.state(ID))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("the table no-table did not read the state of " + ID)
        .hasMessageContaining("create the table, or correct its name");
    assertThatThrownBy(() -> lost.open(run(ID))).isInstanceOf(StoreUnavailable.class);
  }

  private void loseTheFirstAnswer(String of) {
    AtomicInteger left = new AtomicInteger(1);
    stand
        .dynamo()
        .wire()
        .after(
            (operation, body) -> {
              if (operation.equals(of) && left.getAndDecrement() > 0) {
                throw new IOException("connection reset by peer");
              }
            });
  }

  private static Run withText(String text) {
    Run run = run(ID);
    return new Run(
        ID,
        new CampaignFile(new Origin("s3://bucket/c.yaml"), text, run.campaign()),
        run.deadline());
  }

  private static CampaignReader.Reading reject(Origin origin, String text) {
    return new CampaignReader.Reading.Rejected(
        List.of(
            dev.blast.campaign.Problem.of(
                origin.address(), "an unknown field", "a known one", "remove it")));
  }
}
