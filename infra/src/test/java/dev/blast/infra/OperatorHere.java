package dev.blast.infra;

import dev.blast.cli.Blast;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An operator who types commands about the stack {@value #STACK} in this process. The SDK finds the
 * stack's emulators by system properties, which are as before when this is closed.
 */
final class OperatorHere implements AutoCloseable {

  static final String STACK = "packaged";

  private final Map<String, Optional<String>> before = new HashMap<>();

  OperatorHere(Map<String, String> properties) {
    properties.forEach(
        (name, value) -> before.put(name, Optional.ofNullable(System.setProperty(name, value))));
  }

  /** How a command ended and everything it printed. */
  record Answered(int code, String text) {}

  Answered types(Object... words) {
    StringWriter printed = new StringWriter();
    String[] typed =
        Stream.concat(Stream.of(words), Stream.of("--stack", STACK))
            .map(Object::toString)
            .toArray(String[]::new);
    int code = Blast.execute(new PrintWriter(printed), new PrintWriter(printed), typed);
    return new Answered(code, printed.toString());
  }

  @Override
  public void close() {
    before.forEach(
        (name, value) ->
            value.ifPresentOrElse(
                old -> System.setProperty(name, old), () -> System.clearProperty(name)));
  }
}
