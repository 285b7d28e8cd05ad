package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.dispatch.Passes.Latest;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of passes promises; {@link #RUN} is known to it, {@link #OTHER} is not. */
public abstract class PassesContract {

  protected static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  protected static final RunId OTHER = new RunId("evening", Instant.parse("2026-03-01T18:00:00Z"));

  private static final Pass FIRST = Pass.first(RUN);

  /** A store that knows {@link #RUN}, and always the same one in a test. */
  protected abstract Passes passes();

  @Test
  void beforeTheFirstThereIsNone() {
    assertThat(passes().of(RUN)).isEmpty();
    assertThat(passes().of(OTHER)).isEmpty();
  }

  @Test
  void aPassIsBegunOnceAndOrdered() {
    assertThat(passes().begin(FIRST)).isTrue();
    assertThat(passes().begin(FIRST)).isFalse();
    assertThat(passes().of(RUN)).contains(new Latest(FIRST, false));
    passes().ordered(FIRST);
    assertThat(passes().of(RUN)).contains(new Latest(FIRST, true));
  }

  @Test
  void noneIsLeftOut() {
    assertThat(passes().begin(FIRST.next())).isFalse();
    assertThat(passes().of(RUN)).isEmpty();
  }

  @Test
  void aNewPassIsNotOrderedYetAndWhoComesLateWithTheOldOneChangesNothing() {
    assertThat(passes().begin(FIRST)).isTrue();
    assertThat(passes().begin(FIRST.next())).isTrue();
    passes().ordered(FIRST);
    assertThat(passes().of(RUN)).contains(new Latest(FIRST.next(), false));
  }

  @Test
  void aRunThatIsNotThereHasNoPass() {
    assertThatThrownBy(() -> passes().begin(Pass.first(OTHER)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofManyWhoBeginAtOnceOneDoes() throws Exception {
    Passes passes = passes();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> all =
          IntStream.range(0, 20)
              .<Callable<Boolean>>mapToObj(i -> () -> passes.begin(FIRST))
              .toList();
      int began = 0;
      for (Future<Boolean> each : threads.invokeAll(all)) {
        began += each.get() ? 1 : 0;
      }
      assertThat(began).isEqualTo(1);
    }
  }
}
