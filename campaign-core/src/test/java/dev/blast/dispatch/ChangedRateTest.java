package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Dispatcher.Order;
import dev.blast.dispatch.Pace.Turn;
import dev.blast.queue.ListedRecipients;
import dev.blast.queue.Recipient;
import dev.blast.run.ControlView;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.RunId;
import dev.blast.run.RunsContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What docs/commands.md promises of {@code blast throttle}: a new rate holds within two seconds for
 * everybody who is not yet released. By a clock that goes on only while the dispatcher waits.
 */
class ChangedRateTest {

  private static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Instant START = RUN.scheduled();
  private static final Instant DEADLINE = START.plus(Duration.ofDays(1));
  private static final Duration PROMISED = Duration.ofSeconds(2);

  private final MemoryRunControl control = new MemoryRunControl();
  private final List<Instant> released = new ArrayList<>();
  private Instant now = START;
  private Instant changed = Instant.MAX;

  @ParameterizedTest(name = "from {0} to {1} in {2}, packing {3}")
  @CsvSource({
    "10, 100, PT1S, 1",
    "100, 10, PT1S, 1",
    "500, 200, PT1S, 7",
    "200, 900, PT1S, 20",
    "3, 2, PT1S, 1",
    "6, 600, PT1M, 1",
    "600, 12, PT1M, 1"
  })
  void aNewRateHoldsTwoSecondsAfterItWasAskedFor(
      int before, int after, Duration period, int packing) throws InterruptedException {
    Duration stretch = period.multipliedBy(10);
    Instant change = START.plus(stretch).plusMillis(137);
    Throttle.Limit asked = new Throttle.Limit(after, period);
    dispatch(new Throttle.Limit(before, period), asked, change, before * 11 + after * 12, packing);

    assertThat(changed).isBetween(change, change.plusMillis(500));
    assertHolds(before, START, stretch, packing);
    Instant from = changed.plus(PROMISED);
    assertHolds(after, from, stretch, packing);
    assertThat(fullestSecond(from)).isLessThanOrEqualTo(asked.perSecond());
  }

  /** In ten periods no more than ten times the rate, and at most 3 % and an envelope less. */
  private void assertHolds(int rate, Instant from, Duration stretch, int packing) {
    assertThat(releasedIn(from, stretch)).isBetween(rate * 97L / 10 - packing, rate * 10L);
  }

  private long releasedIn(Instant from, Duration window) {
    Instant to = from.plus(window);
    return released.stream().filter(each -> !each.isBefore(from) && each.isBefore(to)).count();
  }

  /** The most that are released in a second which begins then or later. */
  private int fullestSecond(Instant from) {
    int first = (int) released.stream().filter(each -> each.isBefore(from)).count();
    int most = 0;
    for (int next = first; next < released.size(); next++) {
      while (!released.get(next).isBefore(released.get(first).plusSeconds(1))) {
        first++;
      }
      most = Math.max(most, next - first + 1);
    }
    return most;
  }

  private void dispatch(
      Throttle before, Throttle after, Instant change, int recipients, int packing)
      throws InterruptedException {
    control.opened(RUN);
    control.change(RUN, asked -> asked.withThrottle(before));
    Dispatcher dispatcher =
        new Dispatcher(
            entries -> List.of(),
            new MemoryCheckpoints(),
            (id, refused, reason, at) -> {},
            DispatchSettings.DEFAULT,
            () -> now,
            duration -> {
              if (changed.equals(Instant.MAX) && !now.isBefore(change)) {
                // just after the dispatcher looked, and before it waits
                control.change(RUN, asked -> asked.withThrottle(after));
                changed = now;
              }
              now = now.plus(duration);
            });
    assertThat(dispatcher.dispatch(order(recipients, packing))).isEqualTo(new Dispatched.Whole());
  }

  private Order order(int recipients, int packing) {
    List<Recipient> people =
        LongStream.range(0, recipients)
            .mapToObj(i -> new Recipient(i, "i" + i, "a" + i, List.of()))
            .toList();
    return new Order(
        Pass.first(RUN),
        0,
        packing,
        new ListedRecipients(people.iterator()),
        sequence -> false,
        sequence -> false,
        recorded(new RunPace(RunsContract.run(RUN), new ControlView(RUN, control), 1)),
        DEADLINE,
        () -> false);
  }

  private Pace recorded(Pace pace) {
    return (recipients, at) -> {
      Turn turn = pace.turn(recipients, at);
      if (turn instanceof Turn.Now) {
        for (int i = 0; i < recipients; i++) {
          released.add(at);
        }
      }
      return turn;
    };
  }
}
