package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {

  private static final String GOOD =
      """
      id: spring
      name: Spring greetings
      audience: { path: people.csv, columns: { id: id, address: email } }
      message: { channel: { type: demo }, body: "Dear {{name}}" }
      """;

  @TempDir private Path folder;
  private Operator operator;

  @BeforeEach
  void comes() {
    operator = new Operator(folder);
  }

  @Test
  void allProblemsOfAFileAreNamedAtOnceEachWithItsPlaceAndWhatToDo() throws IOException {
    Path bad =
        operator.writes(
            "bad.yaml",
            """
            id: Morning
            audience:
              path: morning-coupon.csv
              delimeter: ";"
              columns: { id: customer_id }
            message:
              channel: { type: webhook, url: "https://mail.example/send", headers: { X-Api-Key: abc123 } }
              body: "Hello {{first_name"
            schedule: { at: "2026-03-29T02:30", zone: Europe/Berlin }
            latestStart: 15
            throttle: 500
            """);
    Answer answer = operator.types("validate", bad).refused();
    List<String> lines = answer.err().lines().toList();
    assertThat(lines)
        .containsSubsequence(
            bad + ":1:5",
            bad + ":4:3",
            bad + ":5:3",
            bad + ":7:85",
            bad + ":8:16",
            bad + ":9:17",
            bad + ":10:14",
            bad + ":11:11",
            "8 problems; nothing was sent.");
    assertThat(lines.stream().filter(line -> line.startsWith("  found     "))).hasSize(8);
    assertThat(lines.stream().filter(line -> line.startsWith("  expected  "))).hasSize(8);
    assertThat(lines.stream().filter(line -> line.startsWith("  so        "))).hasSize(8);
    assertThat(lines).contains("  so        did you mean delimiter?");
    assertThat(answer.err()).doesNotContain("abc123");
    assertThat(operator.files()).containsExactly("bad.yaml");
  }

  @Test
  void problemsAreTextAlsoWithJson() throws IOException {
    Path bad = operator.writes("bad.yaml", GOOD.replace("body:", "boddy:"));
    assertThat(operator.types("validate", bad, "--json").refused().err())
        .contains(bad + ":4:", "2 problems");
  }

  @Test
  void aGoodFileIsSummedUpAndItsAudienceNeedNotBeThere() throws IOException {
    Path good = operator.writes("good.yaml", GOOD);
    Answer answer = operator.types("validate", good).done();
    assertThat(answer.out())
        .contains(
            good + " is a valid campaign: Spring greetings",
            "audience  people.csv",
            "demo: built in, reaches nobody",
            "only when told to (blast run FILE --now)",
            "1 d 0 h after the start");
    assertThat(operator.files()).containsExactly("good.yaml");
  }

  @Test
  void aGoodFileAsJsonSaysSoAsJson() throws IOException {
    Path good =
        operator.writes(
            "good.json",
            """
            {"id": "spring",
             "audience": {"path": "people.csv", "columns": {"id": "id", "address": "email"}},
             "message": {"channel": {"type": "demo"}, "body": "Dear {{name}}"}}
            """);
    JsonNode facts = operator.types("validate", good, "--json").done().json();
    assertThat(facts.get("campaign").asText()).isEqualTo("spring");
    assertThat(facts.get("valid").asBoolean()).isTrue();
    assertThat(facts).hasSize(2);
  }

  @Test
  void theEnvironmentIsNotAskedFor() throws IOException {
    String webhook =
        "{ type: webhook, url: \"https://mail.example\","
            + " headers: { X-Api-Key: \"${env:BLAST_TEST_IS_NOT_SET}\" } }";
    Path good = operator.writes("good.yaml", GOOD.replace("{ type: demo }", webhook));
    assertThat(operator.types("validate", good).done().out())
        .contains("webhook https://mail.example");
  }

  @Test
  void aLocalTimeThatOccursTwiceIsPointedOut() throws IOException {
    String twice = "schedule: { at: \"2037-10-25T02:30\", zone: Europe/Berlin }\n";
    Path good = operator.writes("good.yaml", GOOD + twice);
    assertThat(operator.types("validate", good).done().everything()).contains("occurs twice");
  }

  @Test
  void aDeadlineWithoutAZoneIsPointedOut() throws IOException {
    Path good = operator.writes("good.yaml", GOOD + "deadline: \"11:00\"\n");
    assertThat(operator.types("validate", good).done().everything()).contains("in UTC");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.yaml");
    assertThat(operator.types("validate", missing).refused().err())
        .contains(missing.toString(), "no such file");
  }

  @Test
  void whatIsNotTextIsRefused() throws IOException {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, (byte) 0xff};
    Path binary = operator.writes("picture.yaml", png);
    assertThat(operator.types("validate", binary).refused().err()).contains("a binary file");
    Path zeros = operator.writes("zeros.yaml", new byte[64]);
    assertThat(operator.types("validate", zeros).refused().err()).contains(zeros.toString());
    byte[] wide = ("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_16LE);
    Path utf16 = operator.writes("wide.yaml", wide);
    assertThat(operator.types("validate", utf16).refused().err()).contains(utf16.toString());
  }

  @Test
  void anEmptyFileAndAFolderAreRefused() throws IOException {
    Path empty = operator.writes("empty.yaml", "");
    assertThat(operator.types("validate", empty).refused().err()).contains(empty.toString());
    assertThat(operator.types("validate", folder).refused().err()).contains("a folder");
  }
}
