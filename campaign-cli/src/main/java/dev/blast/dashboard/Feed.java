package dev.blast.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.run.RunId;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells every page that is open what changed. Each has a thread that looks, sends, and looks again:
 * a page that reads slowly is told the latest and never what it missed, and holds up nobody else.
 * Pages of one run share one look at it. Thread-safe.
 */
final class Feed implements AutoCloseable {

  /** How often a run that is under way is looked at. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** How often a list of runs is, and a run that nobody works on. */
  private static final Duration BETWEEN_SLOW_LOOKS = Duration.ofSeconds(2);

  /** A page that hears nothing for longer takes the connection for lost. */
  private static final Duration BETWEEN_BEATS = Duration.ofSeconds(3);

  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final int MOST_PAGES = 64;

  private final Views views;
  private final InstantSource clock;
  private final Map<RunId, Watched> watched = new ConcurrentHashMap<>();
  private final AtomicInteger pages = new AtomicInteger();

  /** One for each page that is told no more; counted from {@link #close} on. */
  private final Semaphore farewells = new Semaphore(0);

  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable ObjectNode runs;
  private Instant runsAt = Instant.MIN;

  Feed(Views views, InstantSource clock) {
    this.views = views;
    this.clock = clock;
  }

  /** The run as it is now, or was a moment ago; empty when there is none. */
  Optional<ObjectNode> view(RunId id) {
    Watched known = watched.computeIfAbsent(id, Watched::new);
    Optional<ObjectNode> view = known.look();
    if (view.isEmpty()) {
      // Anybody can ask for runs that are none.
      boolean removed = watched.remove(id, known);
    }
    return view;
  }

  /** All runs and what is waited for, as it is now or was a moment ago. */
  synchronized ObjectNode runs() {
    Instant now = clock.instant();
    ObjectNode known = runs;
    if (known != null && !isClosing() && isFresh(runsAt, now, BETWEEN_SLOW_LOOKS)) {
      return known;
    }
    ObjectNode json = ViewJson.JSON.createObjectNode();
    Views.Listed listed = views.runs();
    json.set("runs", ViewJson.runs(listed.lines()));
    json.put("more", listed.more());
    ArrayNode waiting = ViewJson.waiting(views.waiting());
    json.set("waiting", waiting);
    runs = json;
    runsAt = now;
    return json;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private static boolean isFresh(Instant then, Instant now, Duration most) {
    return now.isBefore(then.plus(most)) && !now.isBefore(then);
  }

  /** One run that pages look at. */
  private final class Watched {
    private final RunId id;
    private final Pulse pulse;
    private Instant at = Instant.MIN;
    private boolean restful;
    private Optional<ObjectNode> json = Optional.empty();

    Watched(RunId id) {
      this.id = id;
      this.pulse = Pulse.of(views.history(id), Optional.empty(), Instant.MIN);
    }

    synchronized Optional<ObjectNode> look() {
      Instant now = clock.instant();
      Duration between =
          restful ? BETWEEN_SLOW_LOOKS : BETWEEN_LOOKS.minus(BETWEEN_LOOKS.dividedBy(5));
      if (!isClosing() && !at.equals(Instant.MIN) && isFresh(at, now, between)) {
        return json;
      }
      at = now;
      json =
          views
              .run(id)
              .map(
                  view -> {
                    view.tally().ifPresent(tally -> pulse.tell(now, tally));
                    restful = !view.live();
                    return ViewJson.view(view, pulse, now);
                  });
      return json;
    }
  }

  /**
   * Tells a page until it is closed.
   *
   * @param asked the run it shows; empty for the list alone
   */
  void tell(SseClient page, Optional<RunId> asked) {
    if (pages.incrementAndGet() > MOST_PAGES) {
      int left = pages.decrementAndGet();
      new Teller(page, asked).trouble("Too many pages are open; close some.");
      page.close();
      return;
    }
    page.keepAlive();
    Thread.ofVirtual().name("page").start(() -> tellUntilClosed(page, asked));
  }

  private void tellUntilClosed(SseClient page, Optional<RunId> asked) {
    try (Teller teller = new Teller(page, asked)) {
      boolean over = false;
      while (!over && !page.terminated()) {
        teller.tell();
        over = closing.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (over && !page.terminated()) {
        // A run of this process has ended: the pages shall say how.
        teller.tell();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } finally {
      int left = pages.decrementAndGet();
      if (isClosing()) {
        farewells.release();
      }
    }
  }

  /** What one page was told; used by its thread. */
  private final class Teller implements AutoCloseable {
    private final SseClient page;
    private final Optional<RunId> asked;
    private ObjectNode told = ViewJson.JSON.createObjectNode();
    private @Nullable JsonNode toldRuns;
    private Instant lastWord = Instant.MIN;

    Teller(SseClient page, Optional<RunId> asked) {
      this.page = page;
      this.asked = asked;
    }

    void tell() {
      Instant now = clock.instant();
      tell(() -> asked.flatMap(Feed.this::view).ifPresent(view -> tell(view, now)));
      tell(
          () -> {
            ObjectNode list = runs();
            if (!list.equals(toldRuns)) {
              send("runs", list, now);
              toldRuns = list;
            }
          });
      if (!isFresh(lastWord, now, BETWEEN_BEATS)) {
        send("beat", ViewJson.JSON.createObjectNode(), now);
      }
    }

    /** What cannot be read now may be readable in a moment; the page says which it was. */
    private void tell(Runnable part) {
      try {
        part.run();
      } catch (RuntimeException unreadable) {
        trouble(words(unreadable));
      }
    }

    private void trouble(String why) {
      send("trouble", ViewJson.JSON.createObjectNode().put("why", why), clock.instant());
    }

    private void tell(ObjectNode view, Instant now) {
      ObjectNode changed = ViewJson.JSON.createObjectNode();
      view.properties()
          .forEach(
              field -> {
                if (!field.getValue().equals(told.get(field.getKey()))) {
                  changed.set(field.getKey(), field.getValue());
                }
              });
      if (!changed.isEmpty()) {
        send("run", changed, now);
        told = view;
      }
    }

    private void send(String event, ObjectNode json, Instant now) {
      ObjectNode message = ViewJson.JSON.createObjectNode();
      message.put("at", now.toEpochMilli());
      message.set("is", json);
      page.sendEvent(event, message.toString());
      lastWord = now;
    }

    @Override
    public void close() {
      page.close();
    }
  }

  private static String words(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  /** Tells the pages the last of it; waits for them, but not for slow ones. */
  @Override
  public void close() {
    closing.countDown();
    try {
      boolean all = farewells.tryAcquire(pages.get(), LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }
}
