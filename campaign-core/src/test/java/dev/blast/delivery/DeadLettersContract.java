package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every record of dead letters promises. */
public abstract class DeadLettersContract {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05.123456Z");
  private static final RunId ANOTHER = new RunId("evening", Instant.parse("2026-03-01T18:00:00Z"));

  /** The record under test, empty at the beginning of each test. */
  protected abstract DeadLetters letters();

  /** Closes the store and opens it again. */
  protected abstract void reopen();

  @Test
  void anEmptyRecordHasNoLetters() {
    assertThat(all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aLetterOfEveryKindIsKeptWhole(Kind kind) {
    DeadLetter letter =
        new DeadLetter(
            "m", kind, "why", Optional.of(new EnvelopeId(ANOTHER, 3, 7)), 1000, NOW, "body");

    assertThat(letters().record(letter)).isTrue();
    reopen();
    assertThat(all()).containsExactly(letter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"v\":1}",
        "'; DROP TABLE dead_letter; --",
        "\\ud800 as an escape, 早安 🌅 صباح",
        "a\u0000b\tc\r\nd\uFFFE",
        "\u202Eanna@example.com"
      })
  void everyTextSurvives(String text) {
    DeadLetter letter =
        new DeadLetter("id " + text, Kind.UNREADABLE, text, Optional.empty(), 1, NOW, text);
    letters().record(letter);
    reopen();

    assertThat(all()).containsExactly(letter);
  }

  @Test
  void aBodyOfAWholeMebibyteSurvives() {
    DeadLetter letter = letter("m", NOW, "早".repeat(349_525) + "x");
    letters().record(letter);
    reopen();

    assertThat(all()).containsExactly(letter);
  }

  @Test
  void theFirstOfTwoLettersOfOneMessageStays() {
    assertThat(letters().record(letter("m", NOW, "first"))).isTrue();
    assertThat(letters().record(letter("m", NOW.plusSeconds(9), "second"))).isFalse();
    reopen();
    assertThat(letters().record(letter("m", NOW, "third"))).isFalse();

    assertThat(all()).containsExactly(letter("m", NOW, "first"));
  }

  @Test
  void lettersComeInTheOrderOfTheirTimesAndThenOfTheirIds() {
    DeadLetter late = letter("a", NOW.plusSeconds(1), "");
    DeadLetter second = letter("c", NOW, "");
    DeadLetter first = letter("b", NOW, "");
    letters().record(late);
    letters().record(second);
    letters().record(first);

    assertThat(all()).containsExactly(first, second, late);
  }

  @Test
  void ofManyRecordsOfOneMessageAtOnceOneIsTheFirst() {
    AtomicInteger first = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Runnable each :
          Collections.<Runnable>nCopies(
              50,
              () -> {
                if (letters().record(letter("m", NOW, "body"))) {
                  first.incrementAndGet();
                }
              })) {
        threads.execute(each);
      }
    }

    assertThat(first).hasValue(1);
    assertThat(all()).hasSize(1);
  }

  private static DeadLetter letter(String id, Instant at, String body) {
    return new DeadLetter(id, Kind.UNREADABLE, "no envelope", Optional.empty(), 1, at, body);
  }

  private List<DeadLetter> all() {
    List<DeadLetter> all = new ArrayList<>();
    letters().each(all::add);
    return all;
  }
}
