package dev.blast.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Revision;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** A store that names what is in it by its text. */
  private final Map<String, String> store =
      new HashMap<>(
          Map.of(
              "people.csv", "id,email\n1,a@x\n2,b@x\n3,c@x\n",
              "never.csv", "email\nb@x\n"));

  private final CampaignFile campaign = read(YAML);

  @Test
  void itIsTakenAsLongAsNothingChanges() {
    StagedAhead ahead = staged();
    assertThat(ahead.manifest().counts().recipients()).isEqualTo(2);
    assertThat(ahead.outdated(campaign, this::file)).isEmpty();
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
    assertThat(ahead.outdated(campaign, this::file)).contains("never.csv was replaced");
    store.put("people.csv", "id,email\n1,a@x\n2,b@x\n4,c@x\n");
    assertThat(ahead.outdated(campaign, this::file)).contains("people.csv was replaced");
    var gone = store.remove("people.csv");
    assertThat(ahead.outdated(campaign, this::file))
        .contains("people.csv cannot be looked at: people.csv");
    assertThat(ahead.outdated(read(YAML.replace("Hello", "Hi")), this::file))
        .contains("s3://bucket/spring.yaml was edited");
  }

  @Test
  void anotherFormatIsNotUnderstood() {
    String json = new String(staged().encode(), UTF_8);
    for (String other :
        List.of(
            "{}",
            json.replace("\"format\":1,\"campaign\"", "\"format\":2,\"campaign\""),
            json.replace("\"format\":1,\"counts\"", "\"format\":2,\"counts\""),
            json.substring(0, json.length() / 2),
            json.replaceAll("\"tag\":\".*?[^\\\\]\"", "\"tag\":\"\""))) {
      assertThat(other).isNotEqualTo(json);
      assertThatThrownBy(() -> StagedAhead.decode(other.getBytes(UTF_8)))
          .as(other)
          .isInstanceOf(UncheckedIOException.class);
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
                    List.of(look("never.csv"))))
        .hasMessageContaining("nobody sees that it changes");
    assertThat(StagedAhead.suits(read(YAML.replace("people.csv", "people.csv.gz")).campaign()))
        .isFalse();
  }

  private StagedAhead staged() {
    Revision list = look("never.csv");
    return switch (new Staging(this::file).stage(campaign.campaign(), folder, Rejects.NONE)) {
      case Staging.Answer.Staged staged ->
          StagedAhead.of(campaign, staged.manifest(), look("people.csv"), List.of(list));
      case Staging.Answer.Refused refused -> throw new AssertionError(refused);
    };
  }

  private Revision look(String name) {
    try {
      return file(name).look();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private AudienceFile file(String name) {
    return new AudienceFile() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Revision look() throws IOException {
        String text = text();
        return new Revision(text.length(), text);
      }

      @Override
      public InputStream open(Revision revision, long from, long to) throws IOException {
        return new ByteArrayInputStream(text().substring((int) from, (int) to).getBytes(UTF_8));
      }

      private String text() throws IOException {
        String text = store.get(name);
        if (text == null) {
          throw new NoSuchFileException(name);
        }
        return text;
      }
    };
  }

  private static CampaignFile read(String yaml) {
    return switch (CampaignReader.read(new Origin("s3://bucket/spring.yaml"), yaml)) {
      case Reading.Read(CampaignFile file) -> file;
      case Reading.Rejected rejected -> throw new AssertionError(rejected);
    };
  }
}
