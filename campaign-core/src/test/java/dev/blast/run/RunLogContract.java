package dev.blast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store of what was done to runs promises. */
public abstract class RunLogContract {

  private static final RunId ID = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Instant AT = Instant.parse("2026-03-01T08:05:00.123Z");

  /** The store under test, empty at the beginning of each test. */
  protected abstract RunLog log();

  /** Opens a run, so that something can be done to it. */
  protected abstract void open(RunId id);

  /** The same store, as another process sees it. */
  protected abstract RunLog elsewhere();

  @Test
  void eventsAreKeptInTheirOrder() {
    open(ID);
    List<RunEvent> events = new ArrayList<>();
    for (String what : List.of("paused: \"why\"?\nnobody knows – yet", "resumed", "cancelled")) {
      events.add(new RunEvent(AT.plusSeconds(events.size()), "ann", what));
      log().add(ID, events.getLast());
    }
    assertThat(elsewhere().of(ID)).isEqualTo(events);
  }

  @Test
  void nothingWasDoneToARunAtFirstNorToOneThatIsNotThere() {
    assertThat(log().of(ID)).isEmpty();
    assertThatThrownBy(() -> log().add(ID, new RunEvent(AT, "ann", "paused")))
        .isInstanceOf(IllegalArgumentException.class);
    open(ID);
    assertThat(log().of(ID)).isEmpty();
  }

  @Test
  void eventsWrittenAtTheSameTimeAreAllThere() throws Exception {
    open(ID);
    Callable<Boolean> add =
        () -> {
          elsewhere().add(ID, new RunEvent(AT, "ann", "paused"));
          return true;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> answer : threads.invokeAll(Collections.nCopies(32, add))) {
        assertThat(answer.get()).isTrue();
      }
    }
    assertThat(log().of(ID)).hasSize(32);
  }
}
