package dev.blast.aws.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * EventBridge Scheduler's REST protocol over schedules in memory: what it validates, its conflicts,
 * quota and pages. Nothing fires by itself; {@link #fire} says what a target would be given.
 * Thread-safe.
 *
 * <p>A client token is remembered for good, also when its schedule is gone: how long AWS remembers
 * it AWS does not say, and nobody may rely on it.
 */
public final class SchedulerServer implements AutoCloseable {

  public static final String GROUP = "blast";

  private static final String ARN = "arn:aws:scheduler:us-east-1:123456789012:schedule/";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SortedMap<String, ObjectNode> schedules = new TreeMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final Set<String> groups = new HashSet<>(Set.of("default", GROUP));
  private final Deque<Refusal> refusals = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private int quota = 10_000_000;
  private volatile HeldRequest held = new HeldRequest(-1);

  /**
   * A request that creates or replaces a schedule.
   *
   * @param clientToken as it was sent; empty where none was
   * @param region that it was signed for
   */
  public record Change(String method, String name, Optional<String> clientToken, String region) {}

  /** What a target is given. */
  public record Fired(String targetArn, String input) {}

  private record Answer(int status, ObjectNode body) {}

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String type;

    Refusal(int status, String type, String message) {
      super(message);
      this.status = status;
      this.type = type;
    }
  }

  /** Listens on a free port of this machine; has the groups {@code default} and {@link #GROUP}. */
  public SchedulerServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.setExecutor(threads);
    server.createContext("/schedules", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next so many requests are throttled. */
  public synchronized void throttle(int times) {
    for (int i = 0; i < times; i++) {
      refusals.add(new Refusal(429, "ThrottlingException", "Rate exceeded"));
    }
  }

  /** No more schedules than these. */
  public synchronized void limit(int schedulesAtMost) {
    quota = schedulesAtMost;
  }

  /** Holds one request that creates a schedule, after so many others. */
  public HeldRequest hold(int before) {
    held = new HeldRequest(before);
    return held;
  }

  /** Every request so far: its method, and the name where it has one. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** Every request so far that was to create or replace a schedule; refused ones too. */
  public synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  /** The names of all schedules of {@link #GROUP}. */
  public synchronized List<String> names() {
    return schedules.keySet().stream()
        .filter(key -> key.startsWith(GROUP + "/"))
        .map(key -> key.substring(GROUP.length() + 1))
        .toList();
  }

  /** As the service keeps it; empty when there is none in {@link #GROUP}. */
  public synchronized Optional<JsonNode> schedule(String name) {
    return Optional.ofNullable(schedules.get(GROUP + "/" + name)).map(ObjectNode::deepCopy);
  }

  /** From now on all schedules are gone. Tokens stay known. */
  public synchronized void clear() {
    schedules.clear();
  }

  /**
   * Calls the target of a schedule of {@link #GROUP}. It is not asked whether the expression says
   * this instant; one that is called once and deletes itself is gone afterwards.
   *
   * @param due takes the place of the scheduled time
   * @return empty where Scheduler would not call: there is none, it is disabled, or it has ended
   */
  public synchronized Optional<Fired> fire(String name, Instant due) {
    ObjectNode there = schedules.get(GROUP + "/" + name);
    if (there == null || there.path("State").asText("ENABLED").equals("DISABLED")) {
      return Optional.empty();
    }
    boolean once = there.path("ScheduleExpression").asText().startsWith("at(");
    boolean ended =
        !once && there.has("EndDate") && due.getEpochSecond() > there.path("EndDate").asDouble();
    if ((once || ended) && there.path("ActionAfterCompletion").asText().equals("DELETE")) {
      schedules.remove(GROUP + "/" + name);
    }
    return ended ? Optional.empty() : Optional.of(fired(name, there.path("Target"), due));
  }

  private static Fired fired(String name, JsonNode target, Instant due) {
    String input =
        target
            .path("Input")
            .asText("{}")
            .replace("<aws.scheduler.schedule-arn>", ARN + GROUP + "/" + name)
            .replace("<aws.scheduler.scheduled-time>", due.toString())
            .replace("<aws.scheduler.execution-id>", UUID.randomUUID().toString())
            .replace("<aws.scheduler.attempt-number>", "1");
    return new Fired(target.path("Arn").asText(), input);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (Refusal refused) {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", refused.type);
        answer =
            new Answer(
                refused.status, JSON.createObjectNode().put("Message", refused.getMessage()));
      }
      byte[] body = JSON.writeValueAsBytes(answer.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    byte[] sent = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getRawPath();
    String name =
        URLDecoder.decode(path.substring("/schedules".length()), StandardCharsets.UTF_8)
            .replaceFirst("^/", "");
    if (exchange.getRequestMethod().equals("POST")) {
      held.pass();
    }
    synchronized (this) {
      requests.add(exchange.getRequestMethod() + (name.isEmpty() ? "" : " " + name));
      if (sent.length > 0) {
        changes.add(change(exchange, name, JSON.readTree(sent)));
      }
      if (!refusals.isEmpty()) {
        throw refusals.remove();
      }
      if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
        throw new Refusal(
            403, "MissingAuthenticationTokenException", "Missing Authentication Token");
      }
      return switch (exchange.getRequestMethod()) {
        case "POST" -> create(name, (ObjectNode) JSON.readTree(sent));
        case "PUT" -> update(name, (ObjectNode) JSON.readTree(sent));
        case "DELETE" -> {
          String key = known(query(exchange, "groupName"), name);
          schedules.remove(key);
          yield new Answer(200, JSON.createObjectNode());
        }
        case "GET" ->
            name.isEmpty()
                ? list(exchange)
                : new Answer(200, there(known(query(exchange, "groupName"), name)));
        default -> throw new Refusal(405, "UnknownOperationException", "");
      };
    }
  }

  private static Change change(HttpExchange exchange, String name, JsonNode asked) {
    String signed =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    return new Change(
        exchange.getRequestMethod(),
        name,
        Optional.ofNullable(asked.path("ClientToken").textValue()),
        signed.replaceFirst(".*Credential=[^/]*/[0-9]*/([^/]*)/.*", "$1"));
  }

  private Answer create(String name, ObjectNode asked) {
    String key = valid(name, asked);
    String token = asked.path("ClientToken").asText(UUID.randomUUID().toString());
    if (token.equals(tokens.get(key))) {
      return arn(key);
    }
    if (schedules.containsKey(key)) {
      throw new Refusal(409, "ConflictException", "Schedule " + name + " already exists.");
    }
    if (schedules.size() >= quota) {
      throw new Refusal(
          402, "ServiceQuotaExceededException", "The number of schedules exceeds the limit");
    }
    tokens.put(key, token);
    store(key, name, asked);
    return arn(key);
  }

  /** Everything is replaced: what is not said again is forgotten. */
  private Answer update(String name, ObjectNode asked) {
    String key = valid(name, asked);
    known(group(asked), name);
    store(key, name, asked);
    return arn(key);
  }

  private void store(String key, String name, ObjectNode asked) {
    asked.remove("ClientToken");
    asked
        .put("Name", name)
        .put("GroupName", group(asked))
        .put("Arn", ARN + key)
        .put("CreationDate", 1_780_000_000.5)
        .put("LastModificationDate", 1_780_000_000.5);
    schedules.put(key, asked);
  }

  private static Answer arn(String key) {
    return new Answer(200, JSON.createObjectNode().put("ScheduleArn", ARN + key));
  }

  private String valid(String name, ObjectNode asked) {
    SchedulerRules.problem(name, asked)
        .ifPresent(
            problem -> {
              throw new Refusal(400, "ValidationException", problem);
            });
    checkGroup(group(asked));
    return group(asked) + "/" + name;
  }

  private String known(String group, String name) {
    checkGroup(group);
    if (!schedules.containsKey(group + "/" + name)) {
      throw new Refusal(404, "ResourceNotFoundException", "Schedule " + name + " does not exist.");
    }
    return group + "/" + name;
  }

  private ObjectNode there(String key) {
    return Optional.ofNullable(schedules.get(key)).orElseThrow();
  }

  private void checkGroup(String group) {
    if (!groups.contains(group)) {
      throw new Refusal(
          404, "ResourceNotFoundException", "Schedule group " + group + " does not exist.");
    }
  }

  private static String group(JsonNode asked) {
    return asked.path("GroupName").asText("default");
  }

  private Answer list(HttpExchange exchange) {
    String group = query(exchange, "ScheduleGroup");
    checkGroup(group);
    String prefix =
        group + "/" + Optional.ofNullable(queries(exchange).get("NamePrefix")).orElse("");
    String after = Optional.ofNullable(queries(exchange).get("NextToken")).orElse("");
    int most = Integer.parseInt(queries(exchange).getOrDefault("MaxResults", "100"));
    List<String> keys =
        schedules.keySet().stream()
            .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
            .limit(most + 1L)
            .toList();
    ObjectNode page = JSON.createObjectNode();
    ArrayNode summaries = page.putArray("Schedules");
    for (String key : keys.subList(0, Math.min(most, keys.size()))) {
      ObjectNode there = there(key);
      summaries
          .addObject()
          .put("Name", there.path("Name").asText())
          .put("GroupName", group)
          .put("Arn", ARN + key)
          .put("State", there.path("State").asText("ENABLED"))
          .putObject("Target")
          .put("Arn", there.path("Target").path("Arn").asText());
    }
    if (keys.size() > most) {
      page.put("NextToken", keys.get(most - 1));
    }
    return new Answer(200, page);
  }

  private static String query(HttpExchange exchange, String name) {
    return queries(exchange).getOrDefault(name, "default");
  }

  private static Map<String, String> queries(HttpExchange exchange) {
    Map<String, String> found = new HashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String part : query == null ? new String[0] : query.split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        found.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  @Override
  public void close() {
    held.release();
    server.stop(0);
    threads.close();
  }
}
