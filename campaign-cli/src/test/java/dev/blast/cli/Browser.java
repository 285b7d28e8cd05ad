package dev.blast.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Chromium without a window, by the WebDriver protocol (w3.org/TR/webdriver2), which is a
 * dozen POSTs of JSON. Close it at the end.
 */
final class Browser implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PORT = Pattern.compile("on port (\\d+)");
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Process driver;
  private final String base;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, int port) {
    this.driver = driver;
    this.base = "http://127.0.0.1:" + port;
    ObjectNode asked = JSON.createObjectNode();
    ObjectNode always = asked.putObject("capabilities").putObject("alwaysMatch");
    always.put("browserName", "chrome");
    always.putObject("goog:loggingPrefs").put("browser", "ALL");
    ArrayNode arguments = always.putObject("goog:chromeOptions").putArray("args");
    List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
        .forEach(arguments::add);
    this.session = "/session/" + call("POST", "/session", asked).get("sessionId").asText();
  }

  /**
   * Starts one; skips the test, in so many words, where there is none. Where {@code
   * CI_BROWSER=required} says that there is one, its lack fails the test.
   */
  static Browser open() throws IOException {
    Optional<Path> driver = program("chromedriver");
    if (driver.isEmpty()) {
      String words = "no chromedriver on the path: install Debian's chromium and chromium-driver";
      if ("required".equals(System.getenv("CI_BROWSER"))) {
        throw new AssertionError(words);
      }
      System.err.println("SKIPPED, in no browser was looked at the dashboard: " + words);
      Assumptions.abort(words);
    }
    Process process =
        new ProcessBuilder(driver.orElseThrow().toString(), "--port=0")
            .redirectErrorStream(true)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher found = PORT.matcher(line);
      if (found.find() && line.contains("success")) {
        Thread.ofVirtual().start(() -> out.lines().forEach(rest -> {}));
        return new Browser(process, Integer.parseInt(found.group(1)));
      }
    }
    throw new IOException("chromedriver did not start");
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private JsonNode call(String method, String path, Object body) {
    HttpRequest.BodyPublisher content =
        method.equals("POST")
            ? HttpRequest.BodyPublishers.ofString(body.toString())
            : HttpRequest.BodyPublishers.noBody();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path)).method(method, content).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode value = JSON.readTree(answer.body()).path("value");
      if (answer.statusCode() != 200) {
        throw new AssertionError(path + ": " + value.path("message").asText());
      }
      return value;
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(ended);
    }
  }

  void go(String address) {
    call("POST", session + "/url", JSON.createObjectNode().put("url", address));
  }

  /** Runs a script in the page, and answers what it returns. */
  JsonNode script(String script, Object... arguments) {
    ObjectNode asked = JSON.createObjectNode().put("script", script);
    ArrayNode list = asked.putArray("args");
    Stream.of(arguments).forEach(each -> list.add(each.toString()));
    return call("POST", session + "/execute/sync", asked);
  }

  /** As {@link #script}, for one that calls its last argument when it has an answer. */
  JsonNode later(String script) {
    ObjectNode asked = JSON.createObjectNode().put("script", script);
    asked.putArray("args");
    return call("POST", session + "/execute/async", asked);
  }

  /** What an element says; empty when there is none. */
  String text(String selector) {
    return script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
        .asText();
  }

  boolean has(String selector) {
    return script("return document.querySelector(arguments[0]) !== null", selector).asBoolean();
  }

  void until(String what, java.util.concurrent.Callable<Boolean> holds) {
    await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(holds);
  }

  void untilSays(String selector, String words) {
    until(selector + " says " + words, () -> text(selector).contains(words));
  }

  void click(String selector) {
    until(selector + " is there", () -> has(selector));
    // An element that is drawn anew between being found and being clicked is found again.
    await(selector)
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(failure -> true)
        .until(
            () -> {
              call("POST", session + "/element/" + element(selector) + "/click", "{}");
              return true;
            });
  }

  /** Types on the keyboard, into an element that is emptied first. */
  void type(String selector, String keys) {
    until(selector + " is there", () -> has(selector));
    script("document.querySelector(arguments[0]).value = ''", selector);
    call(
        "POST",
        session + "/element/" + element(selector) + "/value",
        JSON.createObjectNode().put("text", keys));
  }

  private String element(String selector) {
    ObjectNode asked = JSON.createObjectNode().put("using", "css selector").put("value", selector);
    return call("POST", session + "/element", asked).get(ELEMENT).asText();
  }

  void size(int width, int height) {
    ObjectNode size = JSON.createObjectNode().put("width", width).put("height", height);
    devtools(
        "Emulation.setDeviceMetricsOverride",
        size.put("deviceScaleFactor", 1).put("mobile", false));
  }

  void scheme(String lightOrDark) {
    ObjectNode asked = JSON.createObjectNode();
    asked
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", lightOrDark);
    devtools("Emulation.setEmulatedMedia", asked);
  }

  private void devtools(String command, ObjectNode parameters) {
    ObjectNode asked = JSON.createObjectNode().put("cmd", command);
    asked.set("params", parameters);
    call("POST", session + "/goog/cdp/execute", asked);
  }

  void picture(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    String picture = call("GET", session + "/screenshot", "").asText();
    Files.write(file, Base64.getDecoder().decode(picture));
  }

  /** What the page complained about since the last call: errors, and what its policy forbade. */
  List<String> complaints() {
    ObjectNode asked = JSON.createObjectNode().put("type", "browser");
    JsonNode log = call("POST", session + "/se/log", asked);
    return log.valueStream()
        .filter(each -> each.path("level").asText().equals("SEVERE"))
        .map(each -> each.path("message").asText())
        .toList();
  }

  @Override
  public void close() {
    try {
      JsonNode closed = call("DELETE", session, "");
    } finally {
      driver.destroy();
    }
  }
}
