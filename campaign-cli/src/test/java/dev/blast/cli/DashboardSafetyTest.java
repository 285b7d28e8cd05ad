package dev.blast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what of the dashboard: bare requests, as an attacker would send them. */
class DashboardSafetyTest {

  private static final String TOKEN = "a-token-of-some-length";
  private static final Pattern PAGE_TOKEN =
      Pattern.compile("name=\"blast-token\" content=\"([^\"]*)\"");

  @TempDir private static Path folder;
  private static Operator operator;
  private static String run = "";
  private static Dashboard open;
  private static Dashboard guarded;
  private static Dashboard showing;

  @BeforeAll
  static void story() throws IOException {
    operator = new Operator(folder);
    operator.writes(
        "people.csv", "id,email\nada,ada@example.com\nbob,bob@example.com\ncat,cat@example.com\n");
    operator.writes("never.csv", "email\ncat@example.com\n");
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience:
              path: people.csv
              columns: { id: id, address: email }
              suppress: [{ path: never.csv, column: email }]
            message: { channel: { type: demo, rejectRate: 1.0 }, body: "Hi" }
            """);
    assertThat(operator.typesHere("run", campaign, "--now").code())
        .as("all were refused")
        .isEqualTo(4);
    run = operator.runs().getFirst();
    open = Dashboard.of(operator);
    guarded = Dashboard.of(operator, "--token", TOKEN);
    showing = Dashboard.of(operator, "--read-only");
  }

  @AfterAll
  static void end() throws InterruptedException {
    open.close();
    guarded.close();
    showing.close();
  }

  /** An answer as it came over the wire. */
  private record Answer(int status, String head, String body) {}

  private static Answer ask(Dashboard at, String line, Map<String, String> headers, String body)
      throws IOException {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Host", "127.0.0.1:" + at.port());
    all.putAll(headers);
    all.put("Connection", "close");
    all.put("Content-Length", "" + body.getBytes(UTF_8).length);
    StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\n");
    all.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    request.append("\r\n").append(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
      socket.getOutputStream().write(request.toString().getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      int gap = answer.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, gap),
          answer.substring(gap + 4));
    }
  }

  private static Answer get(Dashboard at, String path, Map<String, String> headers)
      throws IOException {
    return ask(at, "GET " + path, headers, "");
  }

  private static String pageToken(Dashboard at) throws IOException {
    Matcher found = PAGE_TOKEN.matcher(get(at, "/", Map.of()).body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static Map<String, String> ofThePage(Dashboard at) throws IOException {
    return Map.of(
        "Origin",
        "http://127.0.0.1:" + at.port(),
        "X-Blast-Token",
        pageToken(at),
        "Content-Type",
        "application/json");
  }

  private static String find(String who, boolean reveal) {
    return "{\"who\":\"" + who + "\",\"reveal\":" + reveal + "}";
  }

  /** Another operator, who has run a campaign. */
  private static Operator another(String name, String people, String idColumn, String channel)
      throws IOException {
    Operator another = new Operator(Files.createDirectory(folder.resolve(name)));
    another.writes("people.csv", people);
    Path campaign =
        another.writes(
            "spring.yaml",
            """
            id: spring
            audience: { path: people.csv, columns: { id: %s, address: email } }
            message: { channel: { type: demo%s }, body: "Hi" }
            """
                .formatted(idColumn, channel));
    assertThat(another.typesHere("run", campaign, "--now").code())
        .isEqualTo(channel.contains("rejectRate: 1") ? 4 : 0);
    return another;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/runs", "/api/live", "/page/app.js", "/nothing"})
  void anotherHostsNameIsNotAnswered(String path) throws IOException {
    Answer answer = get(open, path, Map.of("Host", "evil.example:" + open.port()));
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.body()).doesNotContain("spring", "blast-token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:%d", ""})
  void neitherIsOneThatOnlyLooksLikeOurs(String host) throws IOException {
    assertThat(get(open, "/api/runs", Map.of("Host", host.formatted(open.port()))).status())
        .isIn(400, 421);
  }

  @Test
  void thePageMayLoadNothingThatIsNotItsOwn() throws IOException {
    Answer page = get(open, "/", Map.of("Host", "localhost:" + open.port()));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.head())
        .contains("default-src 'none'", "script-src 'self' 'nonce-", "frame-ancestors 'none'")
        .contains("X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer")
        .doesNotContain("unsafe-inline", "unsafe-eval", "Access-Control-Allow-Origin");
    assertThat(get(open, "/", Map.of()).head()).isNotEqualTo(page.head());
  }

  @ParameterizedTest
  @CsvSource({"pause", "resume", "cancel", "throttle", "redrive"})
  void aChangeNeedsThePagesTokenAndItsOrigin(String action) throws IOException {
    String line = "POST /api/runs/" + run + "/" + action;
    Map<String, String> right = ofThePage(open);
    Map<String, String> foreign = new TreeMap<>(right);
    foreign.put("Origin", "http://evil.example");
    Map<String, String> without = new TreeMap<>(right);
    without.remove("Origin");
    Map<String, String> guessed = new TreeMap<>(right);
    guessed.put("X-Blast-Token", "guessed");
    Map<String, String> crossSite = new TreeMap<>(right);
    crossSite.put("Sec-Fetch-Site", "cross-site");
    for (Map<String, String> wrong : java.util.List.of(foreign, without, guessed, crossSite)) {
      assertThat(ask(open, line, wrong, "{}").status()).as("%s", wrong).isEqualTo(403);
    }
    // The page itself gets an answer from the run, which is closed.
    assertThat(ask(open, line, right, "{\"rate\":\"1/s\"}").status()).isIn(400, 409);
  }

  @Test
  void whoOnlyShowsChangesNothing() throws IOException {
    assertThat(get(showing, "/", Map.of()).body())
        .contains("name=\"blast-may-change\" content=\"false\"");
    assertThat(
            ask(showing, "POST /api/runs/" + run + "/find", ofThePage(showing), find("ada", true))
                .body())
        .contains("ada@example.com");
    Answer answer =
        ask(
            showing,
            "POST /api/runs/" + run + "/throttle",
            ofThePage(showing),
            "{\"rate\":\"1/s\"}");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("--read-only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/runs", "/api/live", "/page/app.js"})
  void whereATokenIsAskedForNothingIsAnsweredWithoutIt(String path) throws IOException {
    assertThat(get(guarded, path, Map.of()).status()).isEqualTo(401);
    assertThat(get(guarded, path, Map.of("Cookie", "blast-" + guarded.port() + "=x")).status())
        .isEqualTo(401);
    assertThat(get(guarded, path + "?token=wrong", Map.of()).status()).isEqualTo(401);
  }

  @Test
  void theTokenBecomesACookieThatNoScriptAndNoOtherSiteGets() throws IOException {
    Answer enters = get(guarded, "/?token=" + TOKEN, Map.of());
    assertThat(enters.status()).isEqualTo(303);
    assertThat(enters.head()).contains("Location: /").contains("HttpOnly; SameSite=Lax");
    Map<String, String> cookie = Map.of("Cookie", "blast-" + guarded.port() + "=" + TOKEN);
    assertThat(get(guarded, "/api/runs", cookie).body()).contains(run);
    assertThat(get(guarded, "/api/runs", Map.of("Authorization", "Bearer " + TOKEN)).status())
        .isEqualTo(200);
  }

  @Test
  void anAddressIsMaskedUntilItIsAskedFor() throws IOException {
    String line = "POST /api/runs/" + run + "/find";
    Answer masked = ask(open, line, ofThePage(open), find("ADA@example.com", false));
    assertThat(masked.status()).isEqualTo(200);
    assertThat(masked.body()).contains("a•••@e•••", "rejected").doesNotContain("ada@example");
    assertThat(ask(open, line, ofThePage(open), find("ada", true)).body())
        .contains("ada@example.com");
    assertThat(ask(open, line, ofThePage(open), find("nobody", true)).body()).isEqualTo("[]");
    for (String path : new String[] {"", "/history", "/samples", "/report.csv", "/report.html"}) {
      Answer other = get(open, "/api/runs/" + run + path, Map.of());
      assertThat(other.status()).as(path).isEqualTo(200);
      assertThat(other.body()).as(path).doesNotContain("example.com");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/runs/..%2F..%2Fetc@20261122T000000Z",
        "/api/runs/x",
        "/page/..%2Fapp.js",
        "/page/Page.class",
        "/api/runs/none@20261122T000000Z/report.csv"
      })
  void whatIsNotThereIsNotThere(String path) throws IOException {
    assertThat(get(open, path, Map.of()).status()).isIn(400, 404);
  }

  @Test
  void whoIsNoRecipientIsFoundByAddressToo() throws IOException {
    Answer found =
        ask(
            open,
            "POST /api/runs/" + run + "/find",
            ofThePage(open),
            find("CAT@example.com", false));
    assertThat(found.body()).contains("\"outcome\":\"suppressed\"", "c•••@e•••");
  }

  @Test
  void anIdThatIsAnAddressIsMaskedWhereverItIsShown() throws IOException {
    Operator another =
        another(
            "another",
            "email\nada@example.com\nbob@example.com\nada@example.com\n",
            "email",
            ", rejectRate: 1.0");
    String id = another.runs().getFirst();
    try (Dashboard dashboard = Dashboard.of(another)) {
      for (String path : new String[] {"/samples", "/report.html"}) {
        assertThat(get(dashboard, "/api/runs/" + id + path, Map.of()).body())
            .as(path)
            .contains("a•••@e•••")
            .doesNotContain("example.com");
      }
      String line = "POST /api/runs/" + id + "/find";
      assertThat(ask(dashboard, line, ofThePage(dashboard), find("ada@example.com", false)).body())
          .contains("duplicate")
          .doesNotContain("example.com");
      assertThat(ask(dashboard, line, ofThePage(dashboard), find("ada@example.com", true)).body())
          .contains("ada@example.com");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/runs", "/api/live"})
  void anotherSiteMakesNoBrowserAskForAnything(String path) throws IOException {
    assertThat(get(open, path, Map.of("Sec-Fetch-Site", "cross-site")).status()).isEqualTo(403);
    assertThat(get(open, "/", Map.of("Sec-Fetch-Site", "cross-site")).status()).isEqualTo(200);
  }

  @Test
  void oneClassIsExportedAndWhatBreaksOffIsNoReport() throws Exception {
    String path = "/api/runs/" + run + "/report.csv?only=rejected&code=";
    assertThat(get(open, path + "demo-refused", Map.of()).body()).hasLineCount(3);
    Answer none = get(open, path + "another%22%0d%0aX:y", Map.of());
    assertThat(none.body()).hasLineCount(1);
    assertThat(none.head()).contains("filename=\"spring-rejected-another---X-y.csv\"");

    Operator another = another("broken", "id,email\nada,ada@example.com\n", "id", "");
    another.writes("people.csv", "id,email\nada,other@example.com\n");
    try (Dashboard dashboard = Dashboard.of(another)) {
      Answer broken =
          get(dashboard, "/api/runs/" + another.runs().getFirst() + "/report.csv", Map.of());
      assertThat(broken.status()).isEqualTo(409);
      assertThat(broken.body()).contains("problem").doesNotContain("recipient_id");
    }
  }

  @Test
  void aRunThatCannotBeReadHidesNoOther() throws Exception {
    Operator another = another("damaged", "id,email\nada,ada@example.com\n", "id", "");
    assertThat(
            another
                .typesHere("run", another.folder().resolve("spring.yaml"), "--now", "--again")
                .code())
        .isZero();
    Path damaged = another.data().resolve("runs").resolve(another.runs().getFirst());
    Files.writeString(damaged.resolve("control.json"), "no JSON");
    try (Dashboard dashboard = Dashboard.of(another)) {
      String list = get(dashboard, "/api/runs", Map.of()).body();
      assertThat(list).contains(another.runs().getFirst(), another.runs().getLast());
      assertThat(list).containsPattern("\"trouble\":\"[^\"]*control.json");
      assertThat(get(dashboard, "/api/runs/" + another.runs().getLast(), Map.of()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void behindAProxyItsNameIsOurs() throws Exception {
    try (Dashboard proxied =
        Dashboard.of(operator, "--token", TOKEN, "--origin", "https://blast.example.com")) {
      Map<String, String> known =
          Map.of("Host", "blast.example.com", "Authorization", "Bearer " + TOKEN);
      Answer page = get(proxied, "/", known);
      assertThat(page.status()).isEqualTo(200);
      Matcher token = PAGE_TOKEN.matcher(page.body());
      assertThat(token.find()).isTrue();
      Map<String, String> right = new TreeMap<>(known);
      right.put("Origin", "https://blast.example.com");
      right.put("X-Blast-Token", token.group(1));
      String line = "POST /api/runs/" + run + "/find";
      assertThat(ask(proxied, line, right, find("ada", true)).status()).isEqualTo(200);
      right.put("Origin", "https://evil.example.com");
      assertThat(ask(proxied, line, right, find("ada", true)).status()).isEqualTo(403);
      right.put("Host", "evil.example.com");
      assertThat(ask(proxied, line, right, find("ada", true)).status()).isEqualTo(421);
    }
    assertThat(operator.typesHere("dashboard", "--origin", "example.com/x").refused().err())
        .contains("--origin example.com/x is no origin");
  }

  @Test
  void elsewhereThanOnLoopbackItMakesUpAToken() throws Exception {
    try (Dashboard everywhere = Dashboard.of(operator, "--host", "0.0.0.0")) {
      assertThat(everywhere.address()).matches("http://localhost:\\d+/\\?token=[\\w-]{32}");
      assertThat(get(everywhere, "/api/runs", Map.of()).status()).isEqualTo(401);
    }
  }

  @Test
  void aTokenThatCouldBeGuessedIsRefused() {
    assertThat(operator.typesHere("dashboard", "--token", "short", "--port", "0").refused().err())
        .contains("--token needs at least 16");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    assertThat(operator.typesHere("dashboard", "--port", open.port()).refused().err())
        .contains("cannot listen on 127.0.0.1:" + open.port(), "--port");
  }
}
