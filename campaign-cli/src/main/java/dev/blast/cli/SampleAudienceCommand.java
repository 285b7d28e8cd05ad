package dev.blast.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes a large, realistic CSV to try things with. */
@Command(
    name = "sample-audience",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a large, realistic audience to try things with.",
      "The same rows and seed make the same file, every time."
    })
final class SampleAudienceCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;

  @Option(names = "--rows", required = true, paramLabel = "N", description = "How many rows.")
  private long rows;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write it.")
  private Path out = Path.of("audience.csv");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another seed makes other people (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--flaw-every",
      paramLabel = "N",
      description = "Make every Nth row one that is no recipient: invalid or a duplicate.")
  private long flawEvery;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (rows < 1 || flawEvery < 0) {
      throw new BadInput("--rows is 1 or more, and --flaw-every 0 or more; nothing was written.");
    }
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out), 1 << 16)) {
      new SampleAudience(rows, seed, flawEvery).writeTo(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(out + " cannot be written: " + failed, failed);
    }
    if (json) {
      blast.terminal().json(Map.of("rows", rows, "file", out.toString()));
    } else {
      blast.terminal().fact(String.format(Locale.ROOT, "%,d rows in %s", rows, out));
    }
    return ExitCode.BALANCED.code();
  }
}
