package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A data folder in which nothing was run. */
class StatusTest {

  @TempDir private Path folder;
  private Operator operator;

  @BeforeEach
  void comes() {
    operator = new Operator(folder);
  }

  @Test
  void noRunsAreNoProblem() throws IOException {
    assertThat(operator.typesHere("status").done().out()).contains("No runs in " + operator.data());
    assertThat(operator.typesHere("status", "--json").done().json().toString())
        .isEqualTo("{\"runs\":[]}");
    assertThat(operator.files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "resume", "report"})
  void aRunThatIsNotThereIsRefused(String command) throws IOException {
    assertThat(operator.typesHere(command, "spring@20260101T000000Z").refused().err())
        .contains("there is no run spring@20260101T000000Z", "nothing was run here yet", "--data");
    assertThat(operator.files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "@", "spring@yesterday", "spring@20261301T000000Z", "@20260101T000000Z"})
  void whatIsNoRunIdIsRefusedInWords(String text) {
    assertThat(operator.typesHere("status", text).refused().err()).contains("there is no run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x@20260101T000000Z", "/etc/x@20260101T000000Z", "..@20260101T000000Z"})
  void aNameThatLeavesTheDataFolderIsRefusedInWords(String text) {
    assertThat(operator.typesHere("status", text).refused().err()).contains("there is no run");
    assertThat(operator.typesHere("report", text).refused().err()).contains("there is no run");
  }
}
