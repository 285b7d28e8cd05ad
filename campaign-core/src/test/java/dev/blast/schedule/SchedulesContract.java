package dev.blast.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CronExpression;
import dev.blast.schedule.Schedules.Created;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every scheduler promises. */
public abstract class SchedulesContract {

  private static final Instant AT = Instant.parse("2036-03-01T08:00:30.5Z");
  private static final ScheduleName NAME = new ScheduleName("watch-morning");
  private static final String INPUT =
      "{\"run\":\"morning@1\",\"due\":\"<aws.scheduler.scheduled-time>\"}";

  /** The scheduler under test, empty at the beginning of each test. */
  protected abstract Schedules schedules();

  static List<ScheduledCall> everyKind() {
    return List.of(
        ScheduledCall.once(NAME, AT, INPUT),
        new ScheduledCall(NAME, new When.At(AT), "{}", Optional.empty(), false),
        new ScheduledCall(NAME, cron("0 8 ? * MON-FRI *"), INPUT, Optional.empty(), false),
        new ScheduledCall(NAME, cron("15,45 8 L 3 ? 2036"), INPUT, Optional.of(AT), true),
        new ScheduledCall(
            NAME, new When.EveryMinute(), "{\"text\":\"早安 \\\"x\\\"\"}", Optional.of(AT), true),
        new ScheduledCall(NAME, new When.EveryMinute(), INPUT, Optional.empty(), false));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyKindOfCallIsFoundAsItWasCreated(ScheduledCall call) {
    assertThat(schedules().create(call)).isEqualTo(Created.THERE);
    assertThat(schedules().find(NAME)).contains(call);
  }

  @Test
  void nothingIsThereAtFirst() {
    assertThat(schedules().find(NAME)).isEmpty();
    assertThat(schedules().names("")).isEmpty();
    assertThat(schedules().delete(NAME)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void anEqualOneIsCreatedOnce(ScheduledCall call) {
    schedules().create(call);

    assertThat(schedules().create(call)).isEqualTo(Created.THERE);
    assertThat(schedules().names("")).containsExactly(NAME);
  }

  @Test
  void anotherOneUnderTheNameIsLeftAsItIs() {
    ScheduledCall first = ScheduledCall.once(NAME, AT, INPUT);
    schedules().create(first);

    for (ScheduledCall other :
        List.of(
            ScheduledCall.once(NAME, AT.plusSeconds(60), INPUT),
            ScheduledCall.once(NAME, AT, "{}"),
            new ScheduledCall(NAME, new When.EveryMinute(), INPUT, Optional.empty(), true))) {
      assertThat(schedules().create(other)).isEqualTo(Created.TAKEN);
    }
    assertThat(schedules().find(NAME)).contains(first);
  }

  /** A run that is redriven is watched again, by a schedule like the one that ended. */
  @Test
  void anEqualOneIsThereAgainAfterItWasDeleted() {
    ScheduledCall call = everyKind().getLast();
    for (int i = 0; i < 3; i++) {
      assertThat(schedules().create(call)).isEqualTo(Created.THERE);
      assertThat(schedules().find(NAME)).contains(call);
      assertThat(schedules().delete(NAME)).isTrue();
      assertThat(schedules().find(NAME)).isEmpty();
    }
  }

  @Test
  void theFirstOneIsNotThereAgainAfterItWasReplaced() {
    ScheduledCall first = ScheduledCall.once(NAME, AT, INPUT);
    ScheduledCall second = ScheduledCall.once(NAME, AT, "{}");
    schedules().create(first);
    schedules().replace(second);

    assertThat(schedules().create(first)).isEqualTo(Created.TAKEN);
    assertThat(schedules().create(second)).isEqualTo(Created.THERE);
    assertThat(schedules().find(NAME)).contains(second);
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void aReplacementLeavesNothingOfTheOldOne(ScheduledCall call) {
    for (ScheduledCall other : everyKind()) {
      schedules().create(other);
      assertThat(schedules().replace(call)).isTrue();
      assertThat(schedules().find(NAME)).contains(call);
      schedules().delete(NAME);
    }
  }

  @Test
  void nothingIsReplacedWhereNothingIs() {
    assertThat(schedules().replace(ScheduledCall.once(NAME, AT, INPUT))).isFalse();
    assertThat(schedules().find(NAME)).isEmpty();
  }

  @Test
  void manyAreListedByTheirPrefixAndInTheirOrder() {
    List<ScheduleName> names = new ArrayList<>();
    for (int i : IntStream.range(0, 130).toArray()) {
      ScheduleName name = new ScheduleName("watch-" + (100 + i));
      names.add(name);
      schedules().create(ScheduledCall.once(name, AT, INPUT));
    }
    ScheduleName other = new ScheduleName("fire-x");
    schedules().create(ScheduledCall.once(other, AT, INPUT));

    assertThat(schedules().names("watch-")).containsExactlyElementsOf(names);
    assertThat(schedules().names("")).hasSize(131).startsWith(other);
    assertThat(schedules().names("nothing")).isEmpty();
  }

  @Test
  void ofManyThatCreateTheSameAllFindItThere() throws Exception {
    Callable<Created> create = () -> schedules().create(ScheduledCall.once(NAME, AT, INPUT));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Created> answer : threads.invokeAll(Collections.nCopies(16, create))) {
        assertThat(answer.get()).isEqualTo(Created.THERE);
      }
    }
    assertThat(schedules().names("")).containsExactly(NAME);
  }

  private static When cron(String fields) {
    return switch (CronExpression.parse(fields)) {
      case CronExpression.Parsed.Valid(CronExpression expression) ->
          new When.Cron(expression, ZoneId.of("Europe/Berlin"));
      case CronExpression.Parsed.Invalid(String why) -> throw new AssertionError(why);
    };
  }
}
