package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, as a person sees and uses it, in a real browser. */
class DashboardBrowserTest {

  /** The pictures of the last test run; docs/dashboard.png is a copy of one. */
  private static final Path PICTURES = Path.of("target", "dashboard");

  private static final List<String> OF_RECIPIENTS =
      List.of("sent", "rejected", "expired", "cancelled", "dead", "unconfirmed", "open");

  @TempDir private Path folder;
  private Operator operator;
  private Browser browser;

  @BeforeEach
  void opens() throws IOException {
    browser = Browser.open();
    operator = new Operator(folder);
    browser.size(1280, 1080);
    browser.scheme("light");
  }

  @AfterEach
  void ends() {
    if (browser != null) {
      browser.close();
    }
  }

  private Path campaign(String id, int people, String channel, String more) throws IOException {
    StringBuilder rows = new StringBuilder("id,email\n");
    IntStream.range(0, people).forEach(i -> rows.append("r%d,p%d@example.com\n".formatted(i, i)));
    rows.append("r0,again@example.com\n,nobody@example.com\n");
    operator.writes(id + ".csv", rows.toString());
    return operator.writes(
        id + ".yaml",
        """
        id: %s
        name: Good morning coupon
        audience:
          path: %s.csv
          columns: { id: id, address: email }
          limits: { invalid: 10%% }
        message: { channel: { type: demo, %s }, body: "Good morning" }
        %s
        """
            .formatted(id, id, channel, more));
  }

  private Process sends(Path campaign) throws IOException {
    return operator
        .process("run", campaign, "--now")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("run.out").toFile())
        .start();
  }

  private String runOf() {
    browser.until("a run", () -> !operator.runs().isEmpty());
    return operator.runs().getFirst();
  }

  /** Every figure of the two equations on the page. */
  private Map<String, Long> figures() {
    JsonNode shown =
        browser.script(
            "return [...document.querySelectorAll('dd[data-word]')]"
                + ".map(e => [e.dataset.word, e.lastChild.textContent])");
    Map<String, Long> figures = new TreeMap<>();
    shown.forEach(
        each ->
            figures.put(
                each.get(0).asText(), Long.parseLong(each.get(1).asText().replace(",", ""))));
    return figures;
  }

  private static Map<String, Long> figures(JsonNode status) {
    Map<String, Long> figures = new TreeMap<>();
    for (String half : List.of("rows", "outcomes")) {
      status.get(half).properties().forEach(e -> figures.put(e.getKey(), e.getValue().asLong()));
    }
    return figures;
  }

  /** What axe-core finds wrong for people who do not see, or do not use a mouse. */
  private List<String> barriers() throws IOException {
    try (InputStream axe = DashboardBrowserTest.class.getResourceAsStream("/axe/axe.min.js")) {
      String source = new String(axe.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode none = browser.script(source + "; return window.axe !== undefined");
      assertThat(none.asBoolean()).isTrue();
    }
    JsonNode found =
        browser.later(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
                + ".then(r => done({passes: r.passes.length, violations: r.violations.map(v =>"
                + " v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | '))}))"
                + ".catch(e => done({passes: 0, violations: [String(e)]}))");
    assertThat(found.get("passes").asInt()).as("rules that were looked at").isGreaterThan(15);
    return found.get("violations").valueStream().map(JsonNode::asText).toList();
  }

  private boolean overflows() {
    return browser
        .script(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth")
        .asBoolean();
  }

  @Test
  void aRunIsWatchedAndControlledFromItsStartUntilItIsClosed() throws Exception {
    Path campaign =
        campaign(
            "spring",
            30_000,
            "latency: 20ms, rejectRate: 0.02, deferRate: 0.02",
            "throttle: { perSecond: 250 }\ndeadline: 3m");
    try (Dashboard dashboard = Dashboard.of(operator)) {
      browser.go(dashboard.address());
      browser.untilSays("main", "No runs yet");
      Process sending = sends(campaign);
      browser.untilSays("#head", "Good morning coupon");
      browser.untilSays("#outlook-line", "to spare");
      browser.untilSays("#why", "The throttle of 250/s is what holds it");
      whatSomebodyIsAtStays();
      frozenFiguresStandStill();

      browser.click("#do-pause");
      browser.type("#because", "is the coupon right?");
      browser.click("#agree");
      browser.untilSays("#outlook-line", "Stands still");
      browser.untilSays("#events", "paused: is the coupon right?");
      browser.untilSays("#why", "Paused by the operator");
      browser.click("#do-resume");
      browser.click("#agree");
      browser.untilSays("#events", "resumed");
      browser.untilSays("#outlook-line", "to spare");

      browser.click("#do-throttle");
      browser.type("#new-rate", "fast");
      assertThat(browser.script("return document.querySelector('#agree').disabled").asBoolean())
          .isTrue();
      browser.type("#new-rate", "1/min");
      browser.untilSays("#outlook", "AFTER the deadline");
      browser.type("#new-rate", "400/s");
      browser.untilSays("#outlook", "before the deadline");
      browser.picture(PICTURES.resolve("throttle.png"));
      browser.click("#agree");
      browser.untilSays("#events", "throttle 250/s → 400/s");
      browser.untilSays("#why", "400/s asked for");

      browser.type("#who", "P7@EXAMPLE.com");
      browser.click("#find button");
      browser.untilSays("#found", "r7");
      assertThat(browser.text("#found")).contains("p•••@e•••").doesNotContain("p7@example.com");
      browser.click("#get-samples");
      browser.untilSays("#reasons .samples", "demo-refused");

      browser.until("half of it", () -> figures().getOrDefault("sent", 0L) > 6_500);
      browser.size(1280, 1420);
      browser.script("document.querySelector('.notice')?.remove(); window.scrollTo(0, 0)");
      browser.picture(PICTURES.resolve("light.png"));
      assertThat(barriers()).isEmpty();
      browser.scheme("dark");
      browser.picture(PICTURES.resolve("dark.png"));
      assertThat(barriers()).isEmpty();
      browser.size(380, 1600);
      browser.picture(PICTURES.resolve("narrow.png"));
      assertThat(overflows()).as("wider than its window").isFalse();
      assertThat(barriers()).isEmpty();
      browser.size(1280, 1080);
      browser.scheme("light");

      browser.click("#do-throttle");
      browser.type("#new-rate", "none");
      browser.click("#agree");
      browser.untilSays("#outlook-line", "The books balance");
      assertThat(sending.waitFor()).isZero();
      browser.script("window.scrollTo(0, 0)");
      browser.picture(PICTURES.resolve("closed.png"));
      JsonNode status = operator.typesHere("status", runOf(), "--json").done().json();
      assertThat(figures()).isEqualTo(figures(status)).containsEntry("open", 0L);
      assertThat(browser.has("#do-pause")).isFalse();
      assertThat(barriers()).isEmpty();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** Figures change every second, under somebody's fingers. */
  private void whatSomebodyIsAtStays() {
    browser.script("document.querySelector('.sentence .copy').focus()");
    String before = browser.text("#sentence");
    browser.until("other figures", () -> !browser.text("#sentence").equals(before));
    assertThat(
            browser
                .script(
                    "return document.activeElement === document.querySelector('.sentence .copy')")
                .asBoolean())
        .as("the focus is where it was")
        .isTrue();
  }

  private void frozenFiguresStandStill() {
    browser.click("#freeze");
    browser.untilSays("#connection", "Frozen at");
    Map<String, Long> frozen = figures();
    browser.until(
        "somebody more",
        () -> status(runOf()).at("/outcomes/sent").asLong() > frozen.getOrDefault("sent", 0L));
    assertThat(figures()).isEqualTo(frozen);
    browser.click("#freeze");
    browser.until(
        "the figures of now",
        () -> figures().getOrDefault("sent", 0L) > frozen.getOrDefault("sent", 0L));
    browser.untilSays("#connection", "Live");
  }

  /** With {@code -Dblast.recipients=1000000} as long as the run that docs/dashboard.md names. */
  @Test
  void theRunsOwnPageAddsUpAtEveryLookAndKeepsTheLastFigures() throws Exception {
    int rows = Integer.getInteger("blast.recipients", 30_000);
    operator.types("sample-audience", "--rows", rows, "--out", folder.resolve("all.csv")).done();
    Path campaign =
        operator.writes(
            "all.yaml",
            """
            id: all
            audience: { path: all.csv, columns: { id: customer_id, address: email } }
            message: { channel: { type: demo }, body: "Good morning" }
            """);
    Path out = folder.resolve("run.out");
    Process sending =
        operator
            .process("run", campaign, "--now", "--dashboard=0")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    browser.until("its page", () -> Files.readString(out).contains("Dashboard: http"));
    browser.go(Files.readString(out).replaceFirst("(?s).*Dashboard: (\\S+).*", "$1"));
    browser.until("figures", () -> !figures().isEmpty());
    int looks = 0;
    Instant patience = Instant.now().plus(Duration.ofSeconds(60).multipliedBy(1 + rows / 20_000));
    while (!browser.text("#outlook-line").contains("The books balance")) {
      Map<String, Long> shown = figures();
      long all =
          shown.entrySet().stream()
              .filter(each -> OF_RECIPIENTS.contains(each.getKey()))
              .mapToLong(Map.Entry::getValue)
              .sum();
      assertThat(all).as("%s", shown).isEqualTo(shown.get("recipients"));
      assertThat(Instant.now()).as("it is under way still: %s", shown).isBefore(patience);
      looks++;
    }
    assertThat(looks).isPositive();
    assertThat(sending.waitFor()).isZero();
    JsonNode status = operator.typesHere("status", runOf(), "--json").done().json();
    assertThat(figures()).isEqualTo(figures(status)).containsEntry("open", 0L);
    browser.untilSays("#runs", "closed");
    // Its server is gone with the run, perhaps in the middle of an answer.
    assertThat(browser.complaints()).allMatch(each -> each.contains("net::ERR_"));
  }

  @Test
  void cancellingNeedsTheRunsIdAndThenEndsIt() throws Exception {
    Path campaign = campaign("cancelled", 5_000, "latency: 5ms", "throttle: { perSecond: 50 }");
    try (Dashboard dashboard = Dashboard.of(operator)) {
      Process sending = sends(campaign);
      String run = runOf();
      browser.go(dashboard.address() + "#" + run);
      browser.untilSays("#outlook-line", "to spare");
      browser.click("#do-cancel");
      browser.type("#typed", "yes");
      assertThat(browser.script("return document.querySelector('#agree').disabled").asBoolean())
          .isTrue();
      browser.type("#typed", run);
      browser.click("#agree");
      browser.untilSays("#outlook-line", "Cancelled at");
      assertThat(sending.waitFor()).as("most were not sent to").isEqualTo(4);
      JsonNode status = operator.typesHere("status", run, "--json").done().json();
      assertThat(figures()).isEqualTo(figures(status)).containsEntry("open", 0L);
      assertThat(status.at("/outcomes/cancelled").asLong()).isPositive();
      assertThat(browser.text("#events")).contains("cancelled", ", dashboard");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void whoIsUnconfirmedIsSentToAgainFromThePage() throws Exception {
    Path campaign = campaign("again", 400, "unconfirmedRate: 0.4", "onUncertain: record");
    assertThat(operator.typesHere("run", campaign, "--now").code()).isEqualTo(4);
    String run = operator.runs().getFirst();
    long before = unconfirmed(run);
    assertThat(before).isPositive();
    try (Dashboard dashboard = Dashboard.of(operator)) {
      browser.go(dashboard.address());
      browser.untilSays("#reasons", "unconfirmed");
      browser.click("#reasons [data-redrive]");
      browser.picture(PICTURES.resolve("redrive.png"));
      browser.click("#agree");
      browser.untilSays("#events", "redrive of ");
      browser.until("fewer", () -> figures().getOrDefault("unconfirmed", before) < before);
      browser.until("closed again", () -> browser.text(".hero .chip").startsWith("closed"));
      browser.until("the same figures", () -> figures().equals(figures(status(run))));
      assertThat(status(run).get("balanced").asBoolean()).isTrue();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private JsonNode status(String run) {
    return operator.typesHere("status", run, "--json").json();
  }

  private long unconfirmed(String run) {
    return status(run).at("/outcomes/unconfirmed").asLong();
  }

  @Test
  void aStoppedRunIsGoneOnWithByTheDashboard() throws Exception {
    Path campaign = campaign("killed", 2_000, "latency: 5ms", "throttle: { perSecond: 100 }");
    Process sending = sends(campaign);
    String run = runOf();
    browser.until("somebody", () -> status(run).at("/outcomes/sent").asLong() > 0);
    sending.destroyForcibly().waitFor();
    try (Dashboard dashboard = Dashboard.of(operator)) {
      browser.go(dashboard.address());
      browser.untilSays("#outlook-line", "Nobody works on it");
      browser.click("#do-throttle");
      browser.type("#new-rate", "none");
      browser.click("#agree");
      browser.untilSays("#events", "throttle 100/s → none");
      browser.click("#do-resume");
      browser.click("#agree");
      browser.untilSays("#outlook-line", "The books balance");
      assertThat(figures()).isEqualTo(figures(status(run))).containsEntry("open", 0L);
    }
  }

  @Test
  void aLostConnectionIsSaidAndComesBackByItself() throws Exception {
    Path campaign = campaign("lost", 50, "latency: 1ms", "");
    assertThat(operator.typesHere("run", campaign, "--now").code()).isZero();
    // Open, so that the page has something to wait for.
    Files.writeString(
        operator.data().resolve("runs").resolve(operator.runs().getFirst()).resolve("state"),
        "DISPATCHED\n");
    int port;
    try (Dashboard dashboard = Dashboard.of(operator)) {
      port = dashboard.port();
      browser.go(dashboard.address());
      browser.untilSays("#connection", "Live");
    }
    browser.untilSays("#connection", "Connection lost");
    assertThat(browser.text("#sent")).isEqualTo("50");
    try (Dashboard dashboard = Dashboard.of(operator, "--port", "" + port)) {
      browser.untilSays("#connection", "Live");
    }
  }

  private static final String ATTACK = "<img src=x onerror=window.hacked=1>";

  @Test
  void whatACampaignAndAnAudienceSayStaysText() throws Exception {
    String attack = ATTACK + "</script><script>window.hacked=2</script>{{facts}}&amp;";
    operator.writes("evil.csv", "id,email\n" + ATTACK + ",<b>@example.com\nbob,bob@example.com\n");
    Path campaign =
        operator.writes(
            "evil.yaml",
            """
            id: evil
            name: '%s'
            audience: { path: evil.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo, rejectRate: 1.0 }, body: "Hi" }
            throttle: { perMinute: 1 }
            """
                .formatted(attack));
    Process sending = sends(campaign);
    String run = runOf();
    try (Dashboard dashboard = Dashboard.of(operator)) {
      browser.go(dashboard.address() + "#" + run);
      browser.untilSays("h1", attack);
      browser.click("#do-pause");
      browser.type("#because", ATTACK);
      browser.click("#agree");
      browser.untilSays("#events", "paused: " + ATTACK);
      browser.type("#who", ATTACK);
      browser.click("#reveal");
      browser.click("#find button");
      browser.untilSays("#found", ATTACK);
      browser.untilSays("#found", "<b>@example.com");
      browser.picture(PICTURES.resolve("attack.png"));
      assertThat(operator.typesHere("cancel", run).code()).isIn(0, 4);
      browser.untilSays("#outlook-line", "Cancelled at");
      assertThat(sending.waitFor()).as("nobody was sent to").isEqualTo(4);
      unharmed();
      // A page whose server is gone complains of that.
      browser.go("about:blank");
    }
    Path page = folder.resolve("evil.html");
    operator.typesHere("report", run, "--html", page).done();
    browser.go(page.toUri().toString());
    browser.untilSays("h1", attack);
    browser.untilSays("#events", "paused: " + ATTACK);
    browser.untilSays("#reasons", ATTACK);
    unharmed();
  }

  private void unharmed() {
    assertThat(browser.script("return window.hacked === undefined").asBoolean()).isTrue();
    assertThat(browser.has("main img, main script, main b b")).isFalse();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void thePageAsAFileHasTheFiguresOfTheCsvAndNeedsNobody() throws Exception {
    Path campaign =
        campaign("frozen", 900, "rejectRate: 0.1, unconfirmedRate: 0.1", "onUncertain: record");
    int code = operator.typesHere("run", campaign, "--now").code();
    assertThat(code).isEqualTo(4);
    String run = operator.runs().getFirst();
    Path page = folder.resolve("report.html");
    operator.typesHere("report", run, "--html", page).done();
    String html = Files.readString(page);
    assertThat(html).doesNotContain("http://127", "src=\"/", "href=\"/page", "@example.com");
    browser.go(page.toUri().toString());
    browser.untilSays("#outlook-line", "The books balance");
    assertThat(browser.text("#outlook-line")).contains("Closed; ", " % sent").doesNotContain("✓");
    assertThat(browser.text(".hero .chip")).startsWith("closed; ");
    Map<String, Long> counted = new TreeMap<>();
    List<CSVRecord> rows = operator.typesHere("report", run).done().rows();
    rows.forEach(row -> counted.merge(row.get("outcome"), 1L, Long::sum));
    Map<String, Long> shown = figures();
    assertThat(shown).containsEntry("rows", (long) rows.size());
    shown.forEach(
        (word, count) -> {
          if (!word.equals("rows") && !word.equals("recipients")) {
            assertThat(count).as(word).isEqualTo(counted.getOrDefault(word, 0L));
          }
        });
    browser.picture(PICTURES.resolve("frozen.png"));
    assertThat(barriers()).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }
}
