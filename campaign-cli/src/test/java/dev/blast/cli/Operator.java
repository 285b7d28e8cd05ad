package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Writes files and types command lines, as an operator would, who sees nothing but what is printed.
 *
 * @param folder of this operator alone: campaigns, audiences, and {@code data}
 */
record Operator(Path folder) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** How a command ended and what it printed. */
  record Answer(int code, String out, String err) {

    /** The one line of standard output, which is one JSON object. */
    JsonNode json() {
      assertThat(out.lines()).as("lines of %s", this).hasSize(1);
      assertThat(out).startsWith("{").endsWith("}" + System.lineSeparator());
      try {
        return JSON.readTree(out);
      } catch (JsonProcessingException notJson) {
        throw new AssertionError(out, notJson);
      }
    }

    /** Standard output as a CSV with a header. */
    List<CSVRecord> rows() {
      return csv(out);
    }

    /** Everything the operator saw. */
    String everything() {
      return out + err;
    }

    /** Bad input or a refusal: exit code 2, a sentence on standard error, and nothing else. */
    Answer refused() {
      assertThat(code).as("exit code of %s", this).isEqualTo(2);
      assertThat(out).isEmpty();
      return inWords();
    }

    /** Done: exit code 0. */
    Answer done() {
      assertThat(code).as("exit code of %s", this).isZero();
      return inWords();
    }

    /** Nothing on the screen is a stack trace. */
    Answer inWords() {
      assertThat(everything()).doesNotContain("\tat ");
      return this;
    }
  }

  /** Types a command line without {@code --data}. */
  Answer types(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] args = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
    int code = Blast.execute(new PrintWriter(out), new PrintWriter(err), args);
    return new Answer(code, out.toString(), err.toString());
  }

  /** Types a command line about the stack of {@link StackStand}. */
  Answer onStack(Object... words) {
    return types(Stream.concat(Stream.of(words), Stream.of("--stack", StackStand.NAME)).toArray());
  }

  /**
   * Writes {@code people.csv}: the columns id, email and name, with {@code i0,p0@example.com,N0}
   * for the first.
   *
   * @param more rows at its end
   */
  void audience(int people, String... more) throws IOException {
    Stream<String> rows =
        IntStream.range(0, people).mapToObj(i -> "i%d,p%d@example.com,N%d".formatted(i, i, i));
    writes(
        "people.csv",
        Stream.of(Stream.of("id,email,name"), rows, Stream.of(more))
            .flatMap(lines -> lines)
            .collect(Collectors.joining("\n", "", "\n")));
  }

  /** Types a command line that ends in {@code --data} and this operator's data folder. */
  Answer typesHere(Object... words) {
    return types(Stream.concat(Stream.of(words), Stream.of("--data", data())).toArray());
  }

  /** As {@link #typesHere}, in a process of its own, which is not started yet. */
  ProcessBuilder process(Object... words) {
    Stream<Object> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Blast.class.getName());
    Stream<Object> typed = Stream.concat(Stream.of(words), Stream.of("--data", data()));
    return new ProcessBuilder(Stream.concat(java, typed).map(Object::toString).toList());
  }

  /** The ids of the runs there are, the latest first. */
  List<String> runs() {
    JsonNode runs = typesHere("status", "--json").json().get("runs");
    return StreamSupport.stream(runs.spliterator(), false)
        .map(run -> run.get("run").asText())
        .toList();
  }

  Path data() {
    return folder.resolve("data");
  }

  Path writes(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  Path writes(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /** The names of the files and folders in this operator's folder. */
  List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static List<CSVRecord> csv(String text) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser rows = format.parse(new StringReader(text))) {
      return rows.getRecords();
    } catch (IOException notCsv) {
      throw new AssertionError(text, notCsv);
    }
  }
}
