package dev.blast.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.campaign.Durations;
import dev.blast.campaign.Throttle;
import dev.blast.outcome.Outcome;
import dev.blast.redrive.Selection;
import dev.blast.report.Report;
import dev.blast.run.Refused;
import dev.blast.run.RunId;
import dev.blast.stage.AudienceChanged;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page, tells it what changes, and passes on what it asks for. Started by its
 * constructor; thread-safe. A port that is taken is an {@link io.javalin.util.JavalinException}.
 */
public final class DashboardServer implements AutoCloseable {

  /** The longest thing that a page asks for. */
  private static final long LONGEST_REQUEST = 4_096;

  private final Views views;
  private final Actions actions;
  private final InstantSource clock;
  private final Settings settings;
  private final Feed feed;
  private final Javalin server;
  private volatile Optional<Access> access = Optional.empty();

  /** Whoever looks for somebody reads the audience: one at a time is enough for a person. */
  private final Semaphore readers = new Semaphore(1);

  /**
   * Where and for whom.
   *
   * @param host an address or name of this machine
   * @param port 0 for one that is free
   * @param token asked of everybody; empty for nobody, on loopback only
   * @param readOnly whether nothing can be changed
   * @param origin under which a proxy shows it, such as {@code https://blast.example.com}
   */
  public record Settings(
      String host, int port, Optional<String> token, boolean readOnly, Optional<URI> origin) {
    public Settings {
      if (token.isEmpty() && !Access.isLoopback(host)) {
        throw new IllegalArgumentException("a dashboard on " + host + " needs a token");
      }
    }

    /** Whether only this machine reaches it, so that no token is needed. */
    public static boolean isLoopback(String host) {
      return Access.isLoopback(host);
    }

    /** A token that nobody guesses. */
    public static String newToken() {
      return Access.random();
    }
  }

  public DashboardServer(Views views, Actions actions, Settings settings, InstantSource clock) {
    this.views = views;
    this.actions = actions;
    this.settings = settings;
    this.clock = clock;
    this.feed = new Feed(views, clock);
    this.server = Javalin.create(DashboardServer::configure);
    routes();
    server.start(settings.host(), settings.port());
    this.access =
        Optional.of(
            new Access(
                settings.host(),
                server.port(),
                settings.token(),
                settings.readOnly(),
                settings.origin()));
  }

  /** The address to open, with the token where one is asked for. */
  public String address() {
    boolean any = settings.host().equals("0.0.0.0") || settings.host().equals("::");
    String host = any ? "localhost" : settings.host();
    return "http://"
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + server.port()
        + "/"
        + settings.token().map(token -> "?token=" + token).orElse("");
  }

  private static void configure(JavalinConfig config) {
    config.showJavalinBanner = false;
    config.startupWatcherEnabled = false;
    config.useVirtualThreads = true;
    config.http.maxRequestSize = LONGEST_REQUEST;
    config.http.prefer405over404 = true;
  }

  /** Adds the addresses that are answered. */
  private void routes() {
    server.before(this::admit);
    server.get("/", this::page);
    server.get("/page/{file}", this::file);
    server.get("/api/runs", request -> json(request, feed.runs()));
    server.get("/api/runs/{run}", this::run);
    server.get("/api/runs/{run}/history", this::history);
    server.get("/api/runs/{run}/samples", this::samples);
    server.get("/api/runs/{run}/report.csv", this::report);
    server.get("/api/runs/{run}/report.html", this::frozen);
    server.post("/api/runs/{run}/find", this::find);
    server.post("/api/runs/{run}/{action}", this::act);
    server.sse(
        "/api/live",
        page -> {
          // Its answer has begun: a page that is one too many is told why in the stream.
          feed.tell(page, RunId.parse(orEmpty(page.ctx().queryParam("run"))));
        });
    server.exception(Refused.class, (refused, request) -> refuse(request, 409, message(refused)));
    server.exception(
        AudienceChanged.class, (changed, request) -> refuse(request, 409, message(changed)));
    server.exception(Stop.class, (stop, request) -> refuse(request, stop.status, message(stop)));
    server.exception(
        RuntimeException.class, (failure, request) -> refuse(request, 500, message(failure)));
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** What is answered in place of what was asked for. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Stop(int status, String why) {
      super(why);
      this.status = status;
    }
  }

  private Access access() {
    return access.orElseThrow(() -> new Stop(503, "The dashboard is starting."));
  }

  private void admit(Context request) {
    request.header("X-Content-Type-Options", "nosniff");
    request.header("X-Frame-Options", "DENY");
    request.header("Referrer-Policy", "no-referrer");
    request.header("Cross-Origin-Resource-Policy", "same-origin");
    request.header("Cache-Control", "no-store");
    request.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    Optional<Access.Refusal> refusal = access().refusal(request);
    boolean enters =
        request.path().equals("/") && refusal.filter(no -> no.status() == 401).isPresent();
    if (enters && access().enters(request)) {
      request.redirect("/", HttpStatus.SEE_OTHER);
      request.skipRemainingHandlers();
      return;
    }
    refusal.ifPresent(DashboardServer::stop);
    if (request.method() == HandlerType.POST) {
      boolean looks = request.path().endsWith("/find");
      (looks ? access().refusalOfForeign(request) : access().refusalOfChange(request))
          .ifPresent(DashboardServer::stop);
    }
  }

  private static void stop(Access.Refusal refusal) {
    throw new Stop(refusal.status(), refusal.why());
  }

  private static void refuse(Context request, int status, String why) {
    request.status(status);
    json(request, ViewJson.JSON.createObjectNode().put("problem", why));
  }

  private static void json(Context request, JsonNode json) {
    request.contentType("application/json; charset=utf-8").result(json.toString());
  }

  private void page(Context request) {
    String nonce = Access.random();
    request.header("Content-Security-Policy", Page.policy(nonce));
    String html = Page.served(nonce, access().pageToken(), !settings.readOnly());
    request.contentType("text/html; charset=utf-8").result(html);
  }

  private void file(Context request) {
    Page.File file =
        Page.file(request.pathParam("file")).orElseThrow(() -> new Stop(404, "No such file."));
    request.contentType(file.type()).result(file.text());
  }

  private RunId id(Context request) {
    return RunId.parse(request.pathParam("run")).orElseThrow(DashboardServer::noSuchRun);
  }

  private static Stop noSuchRun() {
    return new Stop(404, "There is no such run here.");
  }

  private void run(Context request) {
    json(request, feed.view(id(request)).orElseThrow(DashboardServer::noSuchRun));
  }

  private void history(Context request) {
    json(request, ViewJson.history(views.history(id(request))));
  }

  private void samples(Context request) {
    RunId id = id(request);
    json(request, ViewJson.samples(alone(() -> views.samples(id))));
  }

  private interface Reading<T> {
    T read();
  }

  private <T> T alone(Reading<T> reading) {
    if (!readers.tryAcquire()) {
      throw new Stop(429, "Somebody is looking through the audience already; try again soon.");
    }
    try {
      return reading.read();
    } finally {
      readers.release();
    }
  }

  private void report(Context request) throws IOException {
    RunId id = known(request);
    Optional<String> only = Optional.ofNullable(request.queryParam("only"));
    if (only.isPresent() && !Report.words().contains(only.get())) {
      throw new Stop(400, "No such outcome.");
    }
    Optional<String> code = Optional.ofNullable(request.queryParam("code"));
    String name =
        Stream.of(Optional.of(id.campaignId()), only, code)
            .flatMap(Optional::stream)
            .map(word -> word.replaceAll("[^A-Za-z0-9_.-]", "-"))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.joining("-"));
    send(request, alone(() -> whole(id, new Report.Only(only, code))), name + ".csv");
  }

  /**
   * The whole report on disk: what breaks off sends nothing that looks complete, and a slow reader
   * holds up no ledger.
   */
  private Path whole(RunId id, Report.Only only) {
    try {
      Path file = Files.createTempFile("blast-report-", ".csv");
      try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        views.report(id, only, out);
      } catch (IOException | RuntimeException broken) {
        Files.delete(file);
        throw broken;
      }
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException("the report cannot be written: " + failure, failure);
    }
  }

  private static void send(Context request, Path file, String name) throws IOException {
    request.contentType("text/csv; charset=utf-8");
    request.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    // Open files outlive their names; what is still there when the process is killed is temporary.
    InputStream content = Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
    request.result(content);
  }

  private RunId known(Context request) {
    RunId id = id(request);
    if (feed.view(id).filter(view -> view.has("tally")).isEmpty()) {
      throw new Stop(404, "There is no such run here, or its audience was not read yet.");
    }
    return id;
  }

  private void frozen(Context request) {
    RunId id = known(request);
    String page =
        alone(() -> new FrozenPage(views, clock).of(id)).orElseThrow(DashboardServer::noSuchRun);
    request.header("Content-Disposition", "attachment; filename=\"" + id.campaignId() + ".html\"");
    request.contentType("text/html; charset=utf-8").result(page);
  }

  private void find(Context request) {
    RunId id = known(request);
    JsonNode asked = body(request);
    String who = asked.path("who").asText().strip();
    if (who.isEmpty()) {
      throw new Stop(400, "Whom? A recipient id or an address.");
    }
    boolean reveal = asked.path("reveal").asBoolean();
    json(request, ViewJson.found(alone(() -> views.find(id, who)), reveal));
  }

  private static JsonNode body(Context request) {
    try {
      return ViewJson.JSON.readTree(request.bodyAsBytes());
    } catch (JsonProcessingException noJson) {
      throw new Stop(400, "Not JSON.");
    } catch (IOException lost) {
      throw new Stop(400, "The request broke off.");
    }
  }

  private void act(Context request) {
    RunId id = id(request);
    if (feed.view(id).isEmpty()) {
      throw noSuchRun();
    }
    JsonNode asked = body(request);
    String done =
        switch (request.pathParam("action")) {
          case "pause" -> actions.pause(id, text(asked, "why", 200));
          case "resume" -> actions.resume(id);
          case "cancel" -> cancel(id, asked);
          case "throttle" -> actions.throttle(id, rate(asked));
          case "redrive" ->
              actions.redrive(id, outcomes(asked), code(asked), duration(asked, "deadline"));
          default -> throw new Stop(404, "Nothing that can be asked of a run.");
        };
    json(request, ViewJson.JSON.createObjectNode().put("done", done));
  }

  /** Cannot be taken back: whoever asks says the run's id once more. */
  private String cancel(RunId id, JsonNode asked) {
    if (!asked.path("confirm").asText().equals(id.toString())) {
      throw new Stop(400, "Cancelling needs the run's id as its confirmation.");
    }
    return actions.cancel(id);
  }

  private static String text(JsonNode asked, String field, int longest) {
    String text = asked.path(field).asText().strip();
    if (text.codePointCount(0, text.length()) > longest) {
      throw new Stop(400, "At most " + longest + " characters.");
    }
    return text.codePoints()
        .map(each -> Character.isISOControl(each) ? ' ' : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Throttle rate(JsonNode asked) {
    return Throttle.parse(asked.path("rate").asText().strip())
        .orElseThrow(() -> new Stop(400, "That is no rate; write " + Throttle.FORM + "."));
  }

  private static Set<Outcome> outcomes(JsonNode asked) {
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    for (JsonNode word : asked.path("outcomes")) {
      outcomes.add(
          Selection.POSSIBLE.stream()
              .filter(each -> each.word().equals(word.asText()))
              .findAny()
              .orElseThrow(
                  () ->
                      new Stop(
                          400,
                          "Only dead, expired and unconfirmed recipients are sent to again.")));
    }
    if (outcomes.isEmpty()) {
      throw new Stop(400, "Whom? Dead, expired or unconfirmed recipients.");
    }
    return outcomes;
  }

  private static Optional<String> code(JsonNode asked) {
    return Optional.ofNullable(asked.get("code")).map(JsonNode::asText);
  }

  private static Optional<Duration> duration(JsonNode asked, String field) {
    String text = asked.path(field).asText().strip().toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Durations.parse(text)
            .filter(Duration::isPositive)
            .orElseThrow(() -> new Stop(400, "That is no duration; write one such as 2h.")));
  }

  @Override
  public void close() {
    feed.close();
    server.stop();
  }
}
