package dev.blast.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.delivery.Hindrance;
import dev.blast.outcome.Outcome;
import dev.blast.report.Point;
import dev.blast.watch.Watch.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run that is under way leaves for whoever watches it, in its folder: {@code
 * progress.jsonl}, its tallies over time, and {@code now.json}, why it is not faster at the moment.
 * For display only: the ledger is the truth, nothing is decided by these files, and a run whose
 * disk does not take them goes on without.
 */
public final class ProgressFiles {

  /** How often {@code now.json} is replaced. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /**
   * The shortest time between two points. Later it is a part of the time since the first one, so
   * that a run of a day has a few thousand points and not a hundred thousand.
   */
  private static final Duration BETWEEN_POINTS = Duration.ofSeconds(1);

  private static final int POINTS_AT_A_TIME = 600;

  /** Twice a second it says something; a machine that is very busy may take its time. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ProgressFiles() {}

  /**
   * Why a run is not faster.
   *
   * @param at when its process said so
   */
  public record Now(Instant at, Optional<String> standstill, List<String> hindrances) {

    /** All of it in sentences, and that it is old where it is. */
    public List<String> sentences(Instant now) {
      List<String> sentences = new ArrayList<>();
      Duration silent = Duration.between(at, now);
      if (silent.compareTo(SILENCE) > 0) {
        sentences.add("its process has said nothing for " + silent.toSeconds() + " seconds");
      }
      standstill.ifPresent(sentences::add);
      sentences.addAll(hindrances);
      return sentences;
    }
  }

  /** Every point of the file; what a process that died left of a line is passed over. */
  public static List<Point> points(RunFolder folder) {
    try {
      List<Point> points = new ArrayList<>();
      for (String line : Files.readAllLines(folder.progress())) {
        point(line).ifPresent(points::add);
      }
      return points;
    } catch (NoSuchFileException never) {
      return List.of();
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(folder.progress(), failure);
    }
  }

  private static Optional<Point> point(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.OF_RECIPIENTS) {
        outcomes.put(outcome, json.path(outcome.word()).asLong());
      }
      return Optional.of(
          new Point(Instant.parse(json.path("at").asText()), outcomes, json.path("open").asLong()));
    } catch (JsonProcessingException | DateTimeParseException part) {
      return Optional.empty();
    }
  }

  /** What its process said last; empty when none did. */
  public static Optional<Now> now(RunFolder folder) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(folder.now()));
      List<String> hindrances = new ArrayList<>();
      json.path("hindrances").forEach(each -> hindrances.add(each.asText()));
      return Optional.of(
          new Now(
              Instant.parse(json.path("at").asText()),
              Optional.ofNullable(json.get("standstill")).map(JsonNode::asText),
              hindrances));
    } catch (IOException | DateTimeParseException none) {
      return Optional.empty();
    }
  }

  /** Writes both files; used by one thread. */
  static final class Writer {
    private final RunFolder folder;
    private final InstantSource clock;
    private Instant first = Instant.MAX;
    private Instant nextPoint = Instant.MIN;
    private Instant nextLook = Instant.MIN;
    private long lastSettled = -1;

    Writer(RunFolder folder, InstantSource clock) {
      this.folder = folder;
      this.clock = clock;
    }

    /** Tells what a look at the run found. */
    void tell(Seen seen, List<Hindrance> hindrances) {
      Instant now = clock.instant();
      boolean last = seen.tally().open() <= 0;
      try {
        if (last || !now.isBefore(nextLook)) {
          replace(now, seen, hindrances);
          nextLook = now.plus(BETWEEN_LOOKS);
        }
        if ((last && seen.tally().settled() != lastSettled) || !now.isBefore(nextPoint)) {
          append(now, seen);
        }
      } catch (IOException | RunFolderUnavailable unwritable) {
        // Only who watches misses something; the ledger says the same.
        nextPoint = now.plus(BETWEEN_POINTS);
      }
    }

    private void append(Instant now, Seen seen) throws IOException {
      String start;
      if (first.equals(Instant.MAX)) {
        List<Point> before = points(folder);
        first = before.isEmpty() ? now : before.getFirst().at();
        // A process that died in the middle of a line must not swallow ours; an empty one is none.
        start = before.isEmpty() ? "" : "\n";
      } else {
        start = "";
      }
      ObjectNode json = JSON.createObjectNode().put("at", now.toString());
      seen.tally().outcomes().forEach((outcome, count) -> json.put(outcome.word(), count));
      json.put("open", seen.tally().open());
      Files.writeString(
          folder.progress(),
          start + json + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      lastSettled = seen.tally().settled();
      Duration pause = Duration.between(first, now).dividedBy(POINTS_AT_A_TIME);
      nextPoint = now.plus(pause.compareTo(BETWEEN_POINTS) < 0 ? BETWEEN_POINTS : pause);
    }

    private void replace(Instant now, Seen seen, List<Hindrance> hindrances) throws IOException {
      ObjectNode json = JSON.createObjectNode().put("at", now.toString());
      seen.standstill().ifPresent(why -> json.put("standstill", why));
      ArrayNode list = json.putArray("hindrances");
      hindrances.forEach(each -> list.add(each.sentence()));
      Path next = folder.now().resolveSibling("now.json.next");
      Files.write(next, JSON.writeValueAsBytes(json));
      Files.move(next, folder.now(), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
