package dev.blast.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dashboard that an operator has opened; closing it is Ctrl-C. */
final class Dashboard implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("Dashboard: (http\\S+)");
  static final JsonMapper JSON = JsonMapper.builder().build();

  private final Thread command;
  private final String address;

  private Dashboard(Thread command, String address) {
    this.command = command;
    this.address = address;
  }

  /** Opens one at a free port, or where the words say. */
  static Dashboard of(Operator operator, String... words) {
    List<String> line = new ArrayList<>(List.of("dashboard", "--data", "" + operator.data()));
    line.addAll(List.of(words));
    if (!line.contains("--port")) {
      line.addAll(List.of("--port", "0"));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Thread command =
        Thread.ofPlatform()
            .start(
                () ->
                    Blast.execute(
                        new PrintWriter(out), new PrintWriter(err), line.toArray(String[]::new)));
    await("a dashboard: " + err)
        .atMost(Duration.ofSeconds(60))
        .until(() -> ADDRESS.matcher(out.toString()).find() || !command.isAlive());
    Matcher found = ADDRESS.matcher(out.toString());
    if (!found.find()) {
      throw new AssertionError(out + "" + err);
    }
    return new Dashboard(command, found.group(1));
  }

  /** With a slash at its end, and the token where one is asked for. */
  String address() {
    return address;
  }

  int port() {
    return java.net.URI.create(address).getPort();
  }

  JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  @Override
  public void close() throws InterruptedException {
    command.interrupt();
    command.join();
  }
}
