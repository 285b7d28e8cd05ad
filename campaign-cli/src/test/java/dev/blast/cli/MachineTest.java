package dev.blast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blast.cli.Operator.Answer;
import dev.blast.local.ShellCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines as they are set up: what was set for something else, and folders that are of no use. */
class MachineTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience: { path: März.csv, columns: { id: id, address: email } }
      message: { channel: { type: demo, latency: 1ms }, body: "Hello {{name}}" }
      """;

  /** What people set for AWS and for the internet; malformed where it can be. */
  private static final Map<String, String> SET_FOR_OTHERS =
      Map.ofEntries(
          Map.entry("HTTP_PROXY", "127.0.0.1:9"),
          Map.entry("http_proxy", "http://127.0.0.1:9"),
          Map.entry("HTTPS_PROXY", "http://127.0.0.1:9"),
          Map.entry("ALL_PROXY", "socks5://127.0.0.1:9"),
          Map.entry("NO_PROXY", "localhost"),
          Map.entry("AWS_USE_FIPS_ENDPOINT", "maybe"),
          Map.entry("AWS_USE_DUALSTACK_ENDPOINT", "true"),
          Map.entry("AWS_PROFILE", "missing"),
          Map.entry("AWS_REGION", ""),
          Map.entry("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
          Map.entry("AWS_ENDPOINT_URL_SQS", "nonsense://"),
          Map.entry("AWS_DEFAULTS_MODE", "banana"),
          Map.entry("AWS_RETRY_MODE", "banana"),
          Map.entry("AWS_MAX_ATTEMPTS", "banana"),
          Map.entry("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "banana"),
          Map.entry("TZ", "Nowhere/Nothing"),
          Map.entry("TERM", "dumb"),
          Map.entry("LC_ALL", "C.UTF-8"));

  @TempDir private Path folder;
  private Operator operator;
  private Path campaign;

  @BeforeEach
  void comes() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names are UTF-8");
    Path own = Files.createDirectory(folder.resolve("it's a folder"));
    operator = new Operator(own);
    campaign = operator.writes("spring.yaml", CAMPAIGN);
    operator.writes("März.csv", "id,email,name\ni1,a@example.com,Ann\n");
  }

  @Test
  void aLocalRunDependsOnNoSettingForOthersAndOnNoFolderForTemporaryFiles() throws Exception {
    Path config =
        operator.writes(
            "aws", "[default]\nuse_fips_endpoint = true\nendpoint_url = http://127.0.0.1:9\n");
    Path noFolder = operator.writes("tmp", "a file");
    ProcessBuilder run = operator.process("run", campaign, "--now");
    run.environment().putAll(SET_FOR_OTHERS);
    run.environment().put("AWS_CONFIG_FILE", config.toString());
    run.environment().remove("HOME");
    List<String> command = new ArrayList<>(run.command());
    command.addAll(
        1,
        List.of(
            "-Djava.io.tmpdir=" + noFolder,
            "-Dhttp.proxyHost=127.0.0.1",
            "-Dhttp.proxyPort=9",
            "-Dhttp.nonProxyHosts=",
            "-Daws.useFipsEndpoint=true"));
    run.command(command);
    Answer answer = answer(run).done();
    assertThat(answer.out()).contains("recipients = 1 sent");
    assertThat(answer.out().lines().toList().getLast())
        .startsWith("Report: blast report spring@")
        .endsWith(" --data " + ShellCommand.quoted(operator.data().toString()))
        .contains("'\\''s a folder/data'");
  }

  @Test
  void aNameThatTheLocaleCannotSayIsOneSentence() throws Exception {
    assumeTrue(File.separatorChar == '/');
    ProcessBuilder stage = operator.process("stage", campaign);
    stage.environment().put("LC_ALL", "C");
    Answer answer = answer(stage).refused();
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .startsWith("blast: the file name \"")
        .endsWith(
            "rz.csv\" does not fit into the character set of this locale (ANSI_X3.4-1968); start"
                + " Blast with the blast command, or set LC_ALL=C.UTF-8.");
  }

  @Test
  void aNameThatNoFileCanHaveIsOneSentence() {
    assertThat(operator.types("validate", "a\0b.yaml").refused().err())
        .contains("cannot be used: Nul character not allowed.");
    assertThat(operator.types("status", "--data", "a\0b").refused().err())
        .contains("--data", "Nul character not allowed.");
  }

  @Test
  void aDataFolderThatIsAFileIsRefusedByEveryCommand() throws IOException {
    Path file = operator.writes("file", "");
    for (Path data : List.of(file, file.resolve("below"))) {
      for (List<Object> words :
          List.<List<Object>>of(
              List.of("stage", campaign),
              List.of("run", campaign, "--now"),
              List.of("status"),
              List.of("status", "spring@20261124T070000Z"),
              List.of("report", "spring@20261124T070000Z"),
              List.of("resume", "spring@20261124T070000Z"),
              List.of("dashboard", "--port", "0"))) {
        Object[] typed = Stream.concat(words.stream(), Stream.of("--data", data)).toArray();
        assertThat(operator.types(typed).refused().err())
            .isEqualTo(
                "blast: --data %s: %s is no folder; name one that is, or a new one.%n"
                    .formatted(data, file));
      }
    }
  }

  @Test
  void aDataFolderThatCannotBeMadeIsOneSentenceThatNamesTheOption() {
    Path proc = Path.of("/proc/blast");
    assumeTrue(Files.isDirectory(Path.of("/proc/self")));
    for (List<Object> words :
        List.<List<Object>>of(List.of("stage", campaign), List.of("run", campaign, "--now"))) {
      Answer answer =
          operator
              .types(Stream.concat(words.stream(), Stream.of("--data", proc)).toArray())
              .inWords();
      assertThat(answer.code()).isEqualTo(3);
      assertThat(answer.err())
          .contains("/proc/blast", "name another folder: --data DIR")
          .doesNotContain("Exception");
    }
  }

  @Test
  void theAudienceInPlaceOfTheCampaignIsSaidSo() {
    Path audience = operator.folder().resolve("März.csv");
    assertThat(operator.types("validate", audience).refused().err())
        .contains("looks like the audience; give the campaign file that names it");
    assertThat(operator.typesHere("run", audience, "--now").refused().err())
        .contains("looks like the audience");
    assertThat(operator.runs()).isEmpty();
  }

  private static Answer answer(ProcessBuilder command) throws Exception {
    Path out = Files.createTempFile("out", "");
    Path err = Files.createTempFile("err", "");
    int code = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    Answer answer = new Answer(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    Files.delete(out);
    Files.delete(err);
    return answer;
  }
}
