package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told about suppression lists, shared addresses and odd characters. */
class ListsTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience:
        path: people.csv
        columns: { id: id, address: email }
        suppress: [ { path: never.csv, column: email } ]
      message: { channel: { type: demo, latency: 1ms }, body: "Dear {{name|friend}}" }
      """;

  @TempDir private Path folder;
  private Operator operator;
  private Path campaign;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    operator.writes(
        "people.csv",
        "id,email,name\nc-1,a@example.com,NULL\nc-2,A@example.com,B\u009b2J\nc-3,c@example.com,C\n");
    campaign = operator.writes("spring.yaml", CAMPAIGN);
  }

  @Test
  void stagingSaysWhatAListMatched() throws IOException {
    operator.writes("never.csv", "email\nC@example.com\nd@example.com\n");
    Answer answer = operator.typesHere("stage", campaign).done();
    assertThat(answer.out()).contains("never.csv: 2 entries, matched 1 row");
    assertThat(answer.err()).doesNotContain("Warning");
    assertThat(answer.err())
        .contains(
            "Note: 1 address occurs under several ids; to send to each address once, write unique:"
                + " address in audience")
        .contains(
            "Note: 1 recipient has a word such as NULL or #N/A in the column 'name'; the"
                + " template's default stands in for it");
  }

  @Test
  void aListThatMatchedNobodyIsAWarningOfStageAndRun() throws IOException {
    operator.writes("never.csv", "email\nc-3\n");
    String warning =
        "Warning: never.csv has 1 entry in its column 'email', and the audience has none of them"
            + " as an address: the list suppresses nobody\n         its column 'email' holds"
            + " recipient ids of the audience (1); write column: email, match: id";
    assertThat(operator.typesHere("stage", campaign).done().err()).contains(warning);
    assertThat(operator.typesHere("stage", campaign, "--json").done().err()).contains(warning);
    assertThat(operator.typesHere("run", campaign, "--now").done().err()).contains(warning);
  }

  @Test
  void listsAreFactsForPrograms() throws IOException {
    operator.writes("never.csv", "email\nc-3\n");
    JsonNode facts = operator.typesHere("stage", campaign, "--json").done().json();
    assertThat(facts.at("/lists/0/entries").asInt()).isEqualTo(1);
    assertThat(facts.at("/lists/0/matched").asInt()).isZero();
    assertThat(facts.at("/sharedAddresses").asInt()).isEqualTo(1);
    assertThat(facts.at("/absentValues/name").asInt()).isEqualTo(1);
  }

  @Test
  void aPreviewNeverWritesAControlCharacterToTheTerminal() throws IOException {
    operator.writes("never.csv", "email\n");
    Answer answer = operator.types("preview", campaign, "--id", "c-2\u00a0").done();
    assertThat(answer.out()).contains("Dear B<U+009B>2J").doesNotContain("\u009b");
  }
}
