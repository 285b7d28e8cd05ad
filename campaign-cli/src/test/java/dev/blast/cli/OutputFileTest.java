package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFileTest {

  @TempDir private static Path folder;
  private static Operator operator;
  private static String run = "";

  @BeforeAll
  static void aRunIsThere() throws IOException {
    operator = new Operator(folder);
    operator.audience(3);
    operator.writes("never.csv", "email\nz@example.com\n");
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience:
              path: people.csv
              columns: { id: id, address: email }
              suppress: [ { path: never.csv, column: email } ]
            message: { channel: { type: demo, latency: 0ms }, body: "Dear {{name}}" }
            """);
    operator.typesHere("run", campaign, "--now").done();
    run = operator.runs().getFirst();
    Files.createSymbolicLink(folder.resolve("soft.csv"), folder.resolve("people.csv"));
    Files.createLink(folder.resolve("hard.csv"), folder.resolve("people.csv"));
    Files.createLink(
        folder.resolve("ledger-too.db"), operator.data().resolve("runs/" + run + "/ledger.db"));
    Files.createSymbolicLink(folder.resolve("kept"), operator.data());
    Files.createDirectories(folder.resolve("elsewhere"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spring.yaml | the campaign file of run ",
        "people.csv | the audience of run ",
        "never.csv | a suppression list of run ",
        "soft.csv | the audience of run ",
        "hard.csv | the audience of run ",
        "./elsewhere/../people.csv | the audience of run ",
        "data/runs/RUN/ledger.db | in the data folder",
        "data/runs/RUN/control.json | in the data folder",
        "data/settings.yaml | in the data folder",
        "data/runs/new.csv | in the data folder",
        "kept/runs/RUN/manifest.json | in the data folder",
        "ledger-too.db | in the data folder",
        "elsewhere | a folder"
      })
  void anOutputNeverReplacesAnInputNorWhatBlastKeeps(String name, String what) throws IOException {
    Path target = Path.of(folder + "/" + name.replace("RUN", run));
    Map<String, String> before = everything();
    for (Object[] words :
        new Object[][] {
          {"report", run, "--out", target},
          {"report", run, "--html", target},
          {"sample-audience", "--rows", 3, "--out", target}
        }) {
      Answer answer = operator.typesHere(words).refused();
      assertThat(answer.err()).contains(target + " is " + what, "nothing was written");
      assertThat(everything()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"people.csv", "never.csv", "spring.yaml"})
  void aCampaignBesideTheTargetIsEnoughToKeepItsFiles(String name) {
    Answer answer =
        operator.types(
            "sample-audience",
            "--rows",
            3,
            "--out",
            folder.resolve(name),
            "--data",
            folder.resolve("no-data"));
    assertThat(answer.refused().err()).contains(" of spring.yaml; nothing was written");
  }

  @Test
  void aDataFolderThatWasNotNamedIsKeptTooAndSoIsAFileThatIsNoSample() throws IOException {
    Object[] kept = {
      "sample-audience", "--rows", 3, "--out", operator.data().resolve("runs/" + run + "/state")
    };
    assertThat(operator.types(kept).refused().err()).contains("is in the data folder");
    Path mine = Files.writeString(folder.resolve("elsewhere/mine.csv"), "id,email\n1,a@x\n");
    assertThat(operator.types("sample-audience", "--rows", 3, "--out", mine).refused().err())
        .contains("did not make it; nothing was written");
    Path sample = folder.resolve("elsewhere/sample.csv");
    operator.types("sample-audience", "--rows", 3, "--out", sample).done();
    operator.types("sample-audience", "--rows", 4, "--out", sample).done();
    assertThat(Files.readAllLines(sample)).hasSize(5);
  }

  @Test
  void aNewFileAndAnEarlierReportAreWritten() throws IOException {
    Path report = folder.resolve("elsewhere/report.csv");
    operator.typesHere("report", run, "--out", report).done();
    Path link = Files.createSymbolicLink(folder.resolve("elsewhere/link.csv"), report);
    operator.typesHere("report", run, "--out", link, "--only", "sent").done();
    assertThat(link).isSymbolicLink();
    assertThat(Files.readAllLines(report)).hasSize(4);
    assertThat(operator.typesHere("report", run, "--out", report).done().out())
        .contains(run + "  closed; 100 % sent");
    try (Stream<Path> files = Files.list(folder.resolve("elsewhere"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".part"));
    }
  }

  @Test
  void aFailureLeavesTheOldFileWholeAndNoPieceOfTheNewOne() throws IOException {
    Path own = Files.createDirectories(folder.resolve("failing"));
    Path report = Files.writeString(own.resolve("report.csv"), "old");
    OutputFile file = OutputFile.at("--out", report, operator.data());
    assertThatThrownBy(
            () ->
                file.write(
                    out -> {
                      out.write("half".getBytes(StandardCharsets.UTF_8));
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(report + " cannot be written");
    assertThat(report).hasContent("old");
    try (Stream<Path> files = Files.list(own)) {
      assertThat(files).containsExactly(report);
    }
  }

  @Test
  void whatIsNoRegularFileIsWrittenToAsItIs() {
    operator.typesHere("report", run, "--out", "/dev/null").done();
    assertThat(Path.of("/dev/null")).exists();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void theRejectsOfAnEarlierStageMayNotBeAListOfTheNextOne() throws IOException {
    Operator other = new Operator(Files.createDirectories(folder.resolve("other")));
    other.audience(3);
    String yaml =
        """
        id: again
        audience: { path: people.csv, columns: { id: id, address: email } }
        message: { channel: { type: demo }, body: "Dear {{name}}" }
        """;
    Path campaign = other.writes("again.yaml", yaml);
    other.typesHere("stage", campaign).done();
    Path rejects = other.data().resolve("staged/again/rejects.csv");
    String before = Files.readString(rejects);
    other.writes(
        "again.yaml",
        yaml.replace(
            "address: email } }",
            "address: email }, suppress: [ { path: data/staged/again/rejects.csv, column: line, match:"
                + " id } ] }"));
    assertThat(other.typesHere("stage", campaign).refused().err())
        .contains(rejects + " is read by the campaign", "copy it to another folder");
    assertThat(rejects).hasContent(before);
  }

  /** The text of every file, but for those that SQLite opens and closes. */
  private static Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (!file.toString().matches(".*\\.db-(wal|shm)|.*\\.lock|.*/lock")) {
          all.put(
              folder.relativize(file).toString(),
              new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all;
  }
}
