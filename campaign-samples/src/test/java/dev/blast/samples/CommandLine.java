package dev.blast.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.cli.Blast;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The real command line, in this JVM, with a data folder of its own.
 *
 * @param data where runs are kept
 */
record CommandLine(Path data) {

  private static final Pattern RUN = Pattern.compile("[a-z0-9-]+@[0-9]{8}T[0-9]{6}Z");

  /** Runs the campaign now, expects its books to close, and answers what was printed. */
  String run(Path campaign) {
    return execute("run", campaign.toString(), "--now");
  }

  /** The report of the run that an output names. */
  List<CSVRecord> report(String output) throws IOException {
    Matcher run = RUN.matcher(output);
    assertThat(run.find()).as("a run id in: %s", output).isTrue();
    Path report = data.resolve("report.csv");
    execute("report", run.group(), "--out", report.toString());
    return rows(report);
  }

  static List<CSVRecord> rows(Path csv) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser rows = format.parse(Files.newBufferedReader(csv))) {
      return rows.getRecords();
    }
  }

  private String execute(String... words) {
    String[] args = Arrays.copyOf(words, words.length + 2);
    args[words.length] = "--data";
    args[words.length + 1] = data.toString();
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed);
    int code = Blast.execute(out, out, args);
    assertThat(code).as("exit code of %s: %s", List.of(args), printed).isZero();
    return printed.toString();
  }
}
