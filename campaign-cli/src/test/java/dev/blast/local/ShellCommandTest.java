package dev.blast.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandTest {

  @Test
  void plainWordsStayAsTheyAre() {
    assertThat(
            ShellCommand.blast("report").with("spring-1@20261124T070000Z").option("--data", "a/b"))
        .hasToString("blast report spring-1@20261124T070000Z --data a/b");
  }

  @Test
  void wordsThatAShellWouldReadOtherwiseAreQuoted() {
    assertThat(ShellCommand.quoted("my runs")).isEqualTo("'my runs'");
    assertThat(ShellCommand.quoted("it's")).isEqualTo("'it'\\''s'");
    assertThat(ShellCommand.quoted("$HOME")).isEqualTo("'$HOME'");
    assertThat(ShellCommand.quoted("März")).isEqualTo("'März'");
    assertThat(ShellCommand.quoted("~")).isEqualTo("'~'");
    assertThat(ShellCommand.quoted("=ls")).isEqualTo("'=ls'");
    assertThat(ShellCommand.quoted("")).isEqualTo("''");
  }

  @Test
  void aFileThatLooksLikeAnOptionIsAPath() {
    assertThat(ShellCommand.blast("run").with(Path.of("-now.yaml")))
        .hasToString("blast run ./-now.yaml");
  }

  @Test
  void whatIsNotGivenIsNotThere() {
    assertThat(ShellCommand.blast("run").option("--at", null).flag("--again", false))
        .hasToString("blast run");
  }

  @Test
  void aShellReadsTheWordsBack() throws IOException {
    List<String> words =
        List.of(
            "it's \"März\"",
            "$HOME `id` \\ !x",
            "a\nb\tc",
            "*?[x]{1,2}",
            "; rm",
            "",
            "日本 語",
            "#1",
            "a=b",
            "-x",
            "~",
            "|&<>()");
    ShellCommand command = new ShellCommand(List.of("printf", "%s\\0")).with(words.toArray());
    Path script = Files.writeString(Files.createTempFile("pasted", ".sh"), command + "\n");
    Process shell = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true).start();
    String printed = new String(shell.getInputStream().readAllBytes(), UTF_8);
    Files.delete(script);
    assertThat(printed).isEqualTo(String.join("\0", words) + "\0");
  }
}
