package dev.blast.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.MemoryAudiences;
import dev.blast.audience.Revision;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Origin;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedAheadTest {

  private static final String YAML =
      """
      id: spring
      audience:
        path: people.csv
        columns: { id: id, address: email }
        suppress:
          - { path: never.csv, column: email, match: address }
      message: { channel: { type: demo }, body: "Hello" }
      """;

  @TempDir private Path folder;

  private final MemoryAudiences store = new MemoryAudiences();
  private final CampaignFile campaign = read(YAML);

  @BeforeEach
  void files() {
    store.put("people.csv", "id,email\n1,a@x\n2,b@x\n3,c@x\n");
    store.put("never.csv", "email\nb@x\n");
  }

  @Test
  void itIsTakenAsLongAsNothingChanges() {
    StagedAhead ahead = staged();
    assertThat(ahead.manifest().counts().recipients()).isEqualTo(2);
    assertThat(ahead.outdated(campaign, store)).isEmpty();
  }

  @Test
  void itSurvivesItsEncoding() {
    StagedAhead ahead = staged();
    assertThat(StagedAhead.decode(ahead.encode())).isEqualTo(ahead);
  }

  @Test
  void whatChangedSinceIsSaid() {
    StagedAhead ahead = staged();
    store.put("never.csv", "email\nb@x\nc@x\n");
    assertThat(ahead.outdated(campaign, store))
        .contains("never.csv was replaced since it was scheduled");
    store.put("people.csv", "id,email\n1,a@x\n2,b@x\n4,c@x\n");
    assertThat(ahead.outdated(campaign, store))
        .contains("people.csv was replaced since it was scheduled");
    store.remove("people.csv");
    assertThat(ahead.outdated(campaign, store)).contains("people.csv cannot be looked at");
    assertThat(ahead.outdated(read(YAML.replace("Hello", "Hi")), store))
        .contains("s3://bucket/spring.yaml was edited since it was scheduled");
  }

  @Test
  void whatAnotherVersionStagedIsNotTaken() {
    String json = new String(staged().encode(), UTF_8);
    for (String number : List.of("format", "rules")) {
      String other = json.replaceFirst("\"" + number + "\":2", "\"" + number + "\":1");
      assertThat(other).isNotEqualTo(json);
      assertThatThrownBy(() -> StagedAhead.decode(other.getBytes(UTF_8)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("another version of Blast staged it");
    }
    assertThatThrownBy(() -> StagedAhead.decode("{}".getBytes(UTF_8)))
        .hasMessage("another version of Blast staged it");
  }

  @Test
  void whatIsDamagedIsNotTaken() {
    String json = new String(staged().encode(), UTF_8);
    for (String damaged :
        List.of(
            json.substring(0, json.length() / 2),
            json.replaceFirst("\"suppressions\":\\[.*?]", "\"suppressions\":[null]"),
            json.replaceFirst("\"suppressions\":\\[.*?]", "\"suppressions\":null"),
            json.replaceFirst("\"manifest\":.*", "\"manifest\":null}"),
            json.replaceFirst("\"tag\":\"[^\"]*\"", "\"tag\":\"\""))) {
      assertThat(damaged).isNotEqualTo(json);
      assertThatThrownBy(() -> StagedAhead.decode(damaged.getBytes(UTF_8)))
          .as(damaged)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("what was staged is damaged");
    }
  }

  @Test
  void aStoreThatNamesNothingCannotBeStagedAhead() {
    Manifest manifest = staged().manifest();
    assertThatThrownBy(
            () ->
                StagedAhead.of(
                    campaign,
                    manifest,
                    new Revision(manifest.size(), ""),
                    List.of(store.look("never.csv"))))
        .hasMessageContaining("nobody sees that it changes");
    assertThat(StagedAhead.suits(read(YAML.replace("people.csv", "people.csv.gz")).campaign()))
        .isFalse();
  }

  private StagedAhead staged() {
    return switch (new Staging(store).stage(campaign.campaign(), folder, Rejects.NONE)) {
      case Staging.Answer.Staged staged ->
          StagedAhead.of(
              campaign, staged.manifest(), store.look("people.csv"), staged.suppressions());
      case Staging.Answer.Refused refused -> throw new AssertionError(refused);
    };
  }

  private static CampaignFile read(String yaml) {
    return switch (CampaignReader.read(new Origin("s3://bucket/spring.yaml"), yaml)) {
      case Reading.Read(CampaignFile file) -> file;
      case Reading.Rejected rejected -> throw new AssertionError(rejected);
    };
  }
}
