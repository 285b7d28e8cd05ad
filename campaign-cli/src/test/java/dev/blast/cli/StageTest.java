package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience:
        path: people.csv
        columns: { id: id, address: email }
        filter: { active: "yes" }
        suppress: [ { path: never.csv, column: email } ]
        limits: { invalid: 50% }
      message: { channel: { type: demo }, body: "Dear {{name}}" }
      packing: 2
      """;

  private static final String PEOPLE =
      """
      id,email,name,active
      a1,ann@example.com,Ann,yes
      b2,bob@example.com,Bob
      c3,,Cyd,yes
      ,dan@example.com,Dan,yes

      =1+1,,Eve,yes
      a1,ann@example.com,Ann,yes
      f6,never@example.com,Fay,yes
      g7,gus@example.com,Gus,no
      h8,hal@example.com,"Hal
      of two lines",yes
      i9,ivy@example.com,Ivy,yes
      """;

  @TempDir private Path folder;
  private Operator operator;
  private Path campaign;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    operator.writes("people.csv", PEOPLE);
    operator.writes("never.csv", "email\nnever@example.com\n");
    campaign = operator.writes("spring.yaml", CAMPAIGN);
  }

  @Test
  void rowsAreCountedByWhatBecomesOfThemWithReasonsAndLines() {
    Answer answer = operator.typesHere("stage", campaign).done();
    assertThat(answer.out().lines().map(String::strip))
        .containsExactly(
            "10  rows in the audience",
            "4  invalid",
            "no-address: line 4, 7",
            "too-few-fields (3 fields where the header has 4): line 3",
            "no-recipient-id (the recipient id is empty): line 5",
            "1  filtered",
            "filtered (by the column 'active'): line 10",
            "1  duplicate",
            "repeated-id (the recipient id occurred before): line 8",
            "1  suppressed",
            "on-suppression-list: line 9",
            "3  recipients",
            "never.csv: 1 entry, matched 1 row",
            "Rejects: " + rejects(),
            "Nothing was sent.");
  }

  @Test
  void jsonHasTheSameFigures() {
    JsonNode facts = operator.typesHere("stage", campaign, "--json").done().json();
    assertThat(facts.get("campaign").asText()).isEqualTo("spring");
    assertThat(List.of("rows", "invalid", "filtered", "duplicate", "suppressed", "held out"))
        .extracting(key -> facts.get(key).asLong())
        .containsExactly(10L, 4L, 1L, 1L, 1L, 0L);
    assertThat(List.of("recipients", "blankLines", "shards", "recipientsPerEnvelope", "envelopes"))
        .extracting(key -> facts.get(key).asLong())
        .containsExactly(3L, 1L, 1L, 2L, 2L);
    assertThat(facts.get("rejects").asText()).isEqualTo(rejects().toString());
    JsonNode noAddress =
        StreamSupport.stream(facts.get("findings").spliterator(), false)
            .filter(finding -> finding.get("reason").asText().equals("no-address"))
            .findFirst()
            .orElseThrow();
    assertThat(noAddress.get("is").asText()).isEqualTo("invalid");
    assertThat(noAddress.get("count").asLong()).isEqualTo(2);
    assertThat(noAddress.get("lines").toString()).isEqualTo("[4,7]");
  }

  @Test
  void rejectsAreTheRowsThatGetNothingButTheFilteredAndCannotBeExecuted() throws IOException {
    operator.typesHere("stage", campaign).done();
    List<CSVRecord> rows = Operator.csv(Files.readString(rejects()));
    assertThat(rows)
        .extracting(row -> row.get("line") + " " + row.get("outcome") + " " + row.get("reason"))
        .containsExactly(
            "3 invalid too-few-fields",
            "4 invalid no-address",
            "5 invalid no-recipient-id",
            "7 invalid no-address",
            "8 duplicate repeated-id",
            "9 suppressed on-suppression-list");
    assertThat(rows.get(0).get("row")).isEqualTo("b2,bob@example.com,Bob");
    assertThat(rows.get(3).get("row")).isEqualTo("'=1+1,,Eve,yes");
  }

  @Test
  void nothingIsSentAndNoRunIsThere() {
    operator.typesHere("stage", campaign).done();
    operator.typesHere("stage", campaign).done();
    assertThat(operator.runs()).isEmpty();
    assertThat(operator.data().resolve("runs")).doesNotExist();
  }

  @Test
  void eachCallWritesTheRejectsAnew() throws IOException {
    operator.typesHere("stage", campaign).done();
    operator.writes("people.csv", "id,email,name,active\na1,ann@example.com,Ann,yes\n");
    operator.typesHere("stage", campaign).done();
    assertThat(Operator.csv(Files.readString(rejects()))).isEmpty();
  }

  @Test
  void excelsSemicolonsAByteOrderMarkAndWindowsLineEndsMakeNoDifference() throws IOException {
    operator.writes(
        "people.csv",
        "\uFEFFid;email;name;active\r\na1;a@example.com;\"Ann; or Anna\";yes\r\nb2;;Bob;yes\r\n");
    Path semicolons =
        operator.writes(
            "semicolons.yaml",
            CAMPAIGN.replace("path: people.csv", "path: people.csv\n  delimiter: \";\""));
    JsonNode facts = operator.typesHere("stage", semicolons, "--json").done().json();
    assertThat(facts.get("rows").asLong()).isEqualTo(2);
    assertThat(facts.get("invalid").asLong()).isEqualTo(1);
    assertThat(facts.get("recipients").asLong()).isEqualTo(1);
  }

  @Test
  void aCompressedAudienceHasTheSameFigures() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(PEOPLE.getBytes(StandardCharsets.UTF_8));
    }
    operator.writes("people.csv.gz", packed.toByteArray());
    Path compressed = operator.writes("gz.yaml", CAMPAIGN.replace("people.csv", "people.csv.gz"));
    JsonNode facts = operator.typesHere("stage", compressed, "--json").done().json();
    assertThat(facts.get("rows").asLong()).isEqualTo(10);
    assertThat(facts.get("recipients").asLong()).isEqualTo(3);
  }

  @Test
  void aDataFolderThatIsAFileIsWrongInput() throws IOException {
    Path file = operator.writes("taken", "");
    Answer answer = operator.types("stage", campaign, "--data", file);
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains(file.toString());
  }

  private Path rejects() {
    return operator.data().resolve("staged").resolve("spring").resolve("rejects.csv");
  }
}
