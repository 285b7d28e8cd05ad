package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audiences that cannot be used. */
class StageRefusalTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience: { path: people.csv, columns: { id: id, address: email } }
      message: { channel: { type: demo }, body: "Dear {{name}}" }
      """;

  @TempDir private Path folder;
  private Operator operator;
  private Path campaign;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    campaign = operator.writes("spring.yaml", CAMPAIGN);
  }

  @Test
  void oneThatIsMissing() {
    assertThat(refusal()).contains("people.csv", "no such file", "correct its path");
  }

  @Test
  void oneThatIsEmpty() throws IOException {
    operator.writes("people.csv", "");
    assertThat(refusal()).contains("people.csv", "an empty file");
  }

  @Test
  void oneOfEmptyLines() throws IOException {
    operator.writes("people.csv", "\n\n\n");
    assertThat(refusal()).contains("people.csv", "nothing but empty lines");
  }

  @Test
  void oneWithAHeaderAndNoRow() throws IOException {
    operator.writes("people.csv", "id,email,name\n");
    assertThat(refusal()).contains("people.csv", "a header and no row");
  }

  @Test
  void oneWithoutTheNamedColumnsAllOfThemAtOnce() throws IOException {
    operator.writes("people.csv", "Id,mail,first\na1,ann@example.com,Ann\n");
    assertThat(refusal())
        .contains("people.csv:1", "'id'", "'email'", "'name'", "case matters", "3 problems");
  }

  @Test
  void oneWithAnotherDelimiter() throws IOException {
    operator.writes("people.csv", "id;email;name\na1;ann@example.com;Ann\n");
    assertThat(refusal()).contains("look separated by ';'", "delimiter");
  }

  @Test
  void oneInUtf16() throws IOException {
    String text = "\uFEFFid,email,name\na1,ann@example.com,Ann\n";
    operator.writes("people.csv", text.getBytes(StandardCharsets.UTF_16LE));
    assertThat(refusal()).contains("people.csv", "text in UTF-16", "CSV UTF-8");
  }

  @Test
  void anExcelWorkbook() throws IOException {
    operator.writes("people.csv", new byte[] {'P', 'K', 3, 4, 20, 0, 6, 0});
    assertThat(refusal()).contains("people.csv", "Excel workbook");
  }

  @Test
  void oneWithDuplicatesWhereTheCampaignRefusesThem() throws IOException {
    operator.writes(
        "people.csv", "id,email,name\na1,a@x.example,A\nb2,b@x.example,B\na1,c@x.example,C\n");
    operator.typesHere("stage", campaign).done();
    operator.writes("spring.yaml", CAMPAIGN + "duplicates: refuse\n");
    assertThat(refusal()).contains("people.csv:4", "each id once", "1 problem;");
  }

  @Test
  void oneWhoseSuppressionListIsMissingToo() throws IOException {
    operator.writes(
        "spring.yaml",
        CAMPAIGN.replace(
            "path: people.csv,",
            "path: people.csv, suppress: [ { path: never.csv, column: email } ],"));
    assertThat(refusal()).contains("never.csv", "people.csv", "2 problems; nothing was sent.");
  }

  @Test
  void aFolder() throws IOException {
    operator.writes("spring.yaml", CAMPAIGN.replace("people.csv", "."));
    assertThat(refusal()).contains("found", "expected");
  }

  /** What the operator reads; no run is there. */
  private String refusal() {
    String refusal = operator.typesHere("stage", campaign).refused().err();
    assertThat(refusal).contains("  found     ", "  expected  ", "  so        ");
    assertThat(operator.runs()).isEmpty();
    return refusal;
  }
}
