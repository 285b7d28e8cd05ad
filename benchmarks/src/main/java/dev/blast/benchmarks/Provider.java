package dev.blast.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessHandle.Info;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * A {@link CountingProvider} in a process of its own.
 *
 * <p>Arguments: {@code DIR [LATENCY_MS [SHARE_503 [SHARE_429]]]}. Writes its port to {@code
 * DIR/port} when it listens, and, when it is told to end (SIGTERM), {@code DIR/counts.tsv} and
 * {@code DIR/summary.json}.
 */
public final class Provider {

  private Provider() {}

  public static void main(String[] args) throws IOException {
    Path dir = Files.createDirectories(Path.of(args[0]));
    Duration latency = Duration.ofMillis(args.length > 1 ? Long.parseLong(args[1]) : 0);
    Mood mood = new Mood(share(args, 2), share(args, 3));
    CountingProvider provider = CountingProvider.start(0, mood, latency);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> write(provider, dir)));
    Path port = Files.writeString(dir.resolve("port.new"), provider.port() + "\n");
    Files.move(port, dir.resolve("port"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static double share(String[] args, int index) {
    return args.length > index ? Double.parseDouble(args[index]) : 0;
  }

  private static void write(CountingProvider provider, Path dir) {
    try {
      provider.close();
      provider.counts().write(dir.resolve("counts.tsv"));
      Files.writeString(dir.resolve("summary.json"), summary(provider) + "\n");
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write the counts to " + dir, unwritable);
    }
  }

  private static String summary(CountingProvider provider) {
    Info self = ProcessHandle.current().info();
    return "{\"totals\":%s,\"withoutKey\":%d,\"arrivals\":%s,\"cpuMillis\":%d}"
        .formatted(
            provider.counts().totals().json(),
            provider.withoutKey(),
            provider.arrivals().measured().json(),
            self.totalCpuDuration().orElse(Duration.ZERO).toMillis());
  }
}
