package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @TempDir private Path folder;
  private Operator operator;

  @BeforeEach
  void comes() {
    operator = new Operator(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "blow",
        "validate",
        "validate a.yaml b.yaml",
        "validate a.yaml --now",
        "preview a.yaml --row x",
        "preview a.yaml --row 1 --id x",
        "preview a.yaml --data here",
        "stage",
        "run",
        "run a.yaml --soon",
        "run a.yaml --data",
        "status a b",
        "resume",
        "throttle",
        "throttle spring@20260101T000000Z",
        "throttle spring@20260101T000000Z 1/s 2/s",
        "report",
        "report a --only",
        "schedule",
        "schedule a.yaml --at",
        "schedules --data here",
        "unschedule",
        "reschedule a.yaml b.yaml",
        "status --stack",
        "schema --json",
        "sample-audience --out a.csv",
        "sample-audience --rows 10",
        "sample-audience --rows ten --out a.csv"
      })
  void aCommandLineThatMakesNoSenseIsExplained(String line) throws IOException {
    Object[] words = line.isEmpty() ? new Object[0] : line.split(" ");
    Answer answer = operator.types(words).refused();
    assertThat(answer.err()).startsWith("blast: ").contains("Try 'blast", "--help'.");
    assertThat(operator.files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "validate",
        "preview",
        "stage",
        "run",
        "status",
        "resume",
        "throttle",
        "report",
        "schedule",
        "schedules",
        "reschedule",
        "unschedule",
        "schema",
        "sample-audience"
      })
  void everyCommandHasAHelp(String command) {
    assertThat(operator.types(command, "--help").done().out()).contains("Usage: blast " + command);
    assertThat(operator.types("--help").done().out()).contains("  " + command + " ");
  }

  @Test
  void theHelpSaysWhatTheExitCodesMean() {
    assertThat(operator.types("-h").done().out())
        .contains("Exit codes:", "  0  ", "  1  ", "  2  ", "  3  ");
    assertThat(operator.types("--version").done().out()).startsWith("blast 0.1.0");
  }

  @Test
  void theSchemaIsJson() throws IOException {
    JsonNode schema = JsonMapper.builder().build().readTree(operator.types("schema").done().out());
    assertThat(schema.get("properties").has("audience")).isTrue();
  }

  @Test
  void aSampleAudienceIsTheSameEveryTime() throws IOException {
    Path one = folder.resolve("one.csv");
    Path two = folder.resolve("two.csv");
    Answer answer =
        operator.types("sample-audience", "--rows", 30, "--flaw-every", 7, "--out", one, "--json");
    assertThat(answer.done().json().get("rows").asLong()).isEqualTo(30);
    assertThat(answer.json().get("file").asText()).isEqualTo(one.toString());
    assertThat(
            operator
                .types("sample-audience", "--rows", 30, "--flaw-every", 7, "--out", two)
                .done()
                .out())
        .contains("30 rows in " + two);
    assertThat(two).hasSameTextualContentAs(one);
  }

  @Test
  void aSampleAudienceOfNothingOrNowhereIsNotWritten() throws IOException {
    Path out = folder.resolve("a.csv");
    assertThat(operator.types("sample-audience", "--rows", 0, "--out", out).refused().err())
        .contains("--rows");
    assertThat(Files.exists(out)).isFalse();
    Path nowhere = folder.resolve("nowhere").resolve("a.csv");
    Answer lost = operator.types("sample-audience", "--rows", 1, "--out", nowhere);
    assertThat(lost.code()).isEqualTo(3);
    assertThat(lost.err()).contains(nowhere + " cannot be written").doesNotContain("\tat ");
  }
}
