package dev.blast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  @Mixin private DataFolder data;

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
    OutputFile file = OutputFile.at("--out", out, data.path());
    if (Files.isRegularFile(out) && !isSample(out)) {
      throw new BadInput(
          "--out "
              + out
              + " is there already, and 'blast sample-audience' did not make it; nothing was"
              + " written. Name another file, or delete this one.");
    }
    file.write(to -> new SampleAudience(rows, seed, flawEvery).writeTo(to));
    if (json) {
      blast.terminal().json(Map.of("rows", rows, "file", out.toString()));
    } else {
      blast.terminal().fact(String.format(Locale.ROOT, "%,d rows in %s", rows, out));
    }
    return ExitCode.BALANCED.code();
  }

  private static boolean isSample(Path file) {
    byte[] header = (SampleAudience.HEADER + "\n").getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(header.length);
      return start.length == 0 || Arrays.equals(start, header);
    } catch (IOException failed) {
      throw new UncheckedIOException(file + " cannot be read: " + failed, failed);
    }
  }
}
