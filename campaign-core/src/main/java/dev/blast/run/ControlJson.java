package dev.blast.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.campaign.Throttle;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A {@link Control} as JSON that people can read; nothing that is not asked is in it: {@code
 * {"throttle":"500/s","pause":{"by":"brake","why":"…","since":"…"},"cancelled":"…",
 * "canarySettled":"…","canary":"passed","deadline":"…","accepted":"…"}}. Thread-safe.
 */
public final class ControlJson {

  private static final String THROTTLE = "throttle";
  private static final String PAUSE = "pause";
  private static final String BY = "by";
  private static final String WHY = "why";
  private static final String SINCE = "since";
  private static final String CANCELLED = "cancelled";
  private static final String CANARY = "canary";
  private static final String CANARY_SETTLED = "canarySettled";
  private static final String PASSED = "passed";
  private static final String DEADLINE = "deadline";
  private static final String ACCEPTED = "accepted";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ControlJson() {}

  public static byte[] write(Control asked) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    asked.throttle().ifPresent(throttle -> json.put(THROTTLE, throttle.text()));
    asked
        .pause()
        .ifPresent(
            pause ->
                json.putObject(PAUSE)
                    .put(BY, pause.by().word())
                    .put(WHY, pause.why())
                    .put(SINCE, pause.since().toString()));
    asked.cancelled().ifPresent(at -> json.put(CANCELLED, at.toString()));
    asked.canarySettled().ifPresent(at -> json.put(CANARY_SETTLED, at.toString()));
    if (asked.canaryPassed()) {
      json.put(CANARY, PASSED);
    }
    asked.deadline().ifPresent(deadline -> json.put(DEADLINE, deadline.toString()));
    asked.accepted().ifPresent(at -> json.put(ACCEPTED, at.toString()));
    return JSON.writeValueAsBytes(json);
  }

  /**
   * Throws an {@link IOException} or {@link RuntimeException} for what {@link #write} wrote not.
   */
  public static Control read(byte[] content) throws IOException {
    JsonNode json = JSON.readTree(content);
    if (!json.isObject()) {
      throw new IllegalArgumentException("no object");
    }
    return new Control(
        field(json, THROTTLE).map(node -> Throttle.parse(node.asText()).orElseThrow()),
        field(json, PAUSE).map(ControlJson::pause),
        field(json, CANCELLED).map(ControlJson::instant),
        field(json, CANARY_SETTLED).map(ControlJson::instant),
        field(json, CANARY).map(ControlJson::passed).orElse(false),
        field(json, DEADLINE).map(ControlJson::instant),
        field(json, ACCEPTED).map(ControlJson::instant));
  }

  private static Optional<JsonNode> field(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name));
  }

  private static Pause pause(JsonNode json) {
    return new Pause(
        Pause.By.valueOf(json.path(BY).asText().toUpperCase(Locale.ROOT)),
        json.path(WHY).asText(),
        instant(json.path(SINCE)));
  }

  private static Instant instant(JsonNode json) {
    return Instant.parse(json.asText());
  }

  private static boolean passed(JsonNode json) {
    if (!json.asText().equals(PASSED)) {
      throw new IllegalArgumentException("a canary that is " + json);
    }
    return true;
  }
}
