package dev.blast.benchmarks.dispatch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A contender in a JVM of its own, with the options of this one, that takes its turns when asked:
 * clients that share a JVM spoil each other's call sites. Between its turns it costs nothing. Used
 * by one thread.
 *
 * <p>The other side is {@link #main}: it reads a word a line, and answers each with a measurement.
 */
final class Fork implements AutoCloseable {

  private static final String WARM_UP = "warm-up";
  private static final String TURN = "turn";

  /** What an answer begins with; options of the JVM may have it write other lines. */
  private static final String MEASURED = "measured ";

  private final String name;
  private final Process process;
  private final BufferedReader answers;

  private Fork(String name, Process process) {
    this.name = name;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static Fork start(String name, RemoteEndpoint endpoint, Path folder, Sizes sizes)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName()));
    command.addAll(List.of(Integer.toString(endpoint.port()), folder.toString(), name));
    command.addAll(sizes.toWords());
    ProcessBuilder.Redirect errors = ProcessBuilder.Redirect.INHERIT;
    return new Fork(name, new ProcessBuilder(command).redirectError(errors).start());
  }

  String name() {
    return name;
  }

  /**
   * Takes turns until they have taken so much CPU, at least one.
   *
   * @return the first of them
   * @throws IOException when the contender failed; it has said why on standard error
   */
  Measurement warmUp(Duration cpu) throws IOException {
    return ask(WARM_UP + " " + cpu.toMillis());
  }

  /** Takes one turn; fails as {@link #warmUp}. */
  Measurement turn() throws IOException {
    return ask(TURN);
  }

  private Measurement ask(String request) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(request).append('\n').flush();
    String answer = answers.readLine();
    while (answer != null && !answer.startsWith(MEASURED)) {
      answer = answers.readLine();
    }
    if (answer == null) {
      throw new IOException(name + " failed");
    }
    return Measurement.fromLine(answer.substring(MEASURED.length()));
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The contender's side. Arguments: port, folder, name and {@link Sizes#toWords}. */
  public static void main(String[] args) throws Exception {
    RemoteEndpoint endpoint = new RemoteEndpoint(Integer.parseInt(args[0]));
    Sizes sizes = Sizes.fromWords(List.of(args).subList(3, args.length));
    try (Contender contender = new Contenders(Path.of(args[1]), endpoint, sizes).build(args[2])) {
      BufferedReader requests =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String[] words = line.split(" ");
        Measurement first = Measurement.of(contender, endpoint);
        if (words[0].equals(WARM_UP)) {
          long left =
              Duration.ofMillis(Long.parseLong(words[1])).minus(first.cost().cpu()).toNanos();
          while (left > 0) {
            left -= Measurement.of(contender, endpoint).cost().cpu().toNanos();
          }
        }
        System.out.println(MEASURED + first.toLine());
      }
    }
  }
}
