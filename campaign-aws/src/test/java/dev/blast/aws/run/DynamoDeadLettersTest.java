package dev.blast.aws.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.aws.s3.ObjectsUnavailable;
import dev.blast.aws.s3.RunObjects;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.delivery.DeadLetters;
import dev.blast.delivery.DeadLettersContract;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDeadLettersTest extends DeadLettersContract {

  private static final Instant AT = Instant.parse("2026-03-01T08:00:05.123Z");

  private final Stand stand = new Stand();
  private DeadLetters letters = letters(stand.objects());

  @AfterEach
  void close() {
    stand.close();
  }

  private DeadLetters letters(RunObjects objects) {
    return new DynamoDeadLetters(stand.client(), stand.table(), objects);
  }

  @Override
  protected DeadLetters letters() {
    return letters;
  }

  @Override
  protected void reopen() {
    letters = letters(stand.objects());
  }

  /** Chars that no deflating makes small: up to 1 MiB, as SQS takes it. */
  @ParameterizedTest
  @ValueSource(ints = {200_000, 307_200, 307_201, 700_000, 1_048_576})
  void aBodyThatDoesNotDeflateIsKeptWhole(int length) {
    Random random = new Random(length);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < length; i++) {
      body.append((char) (33 + random.nextInt(94)));
    }
    letters.record(letter("m", body.toString()));
    reopen();

    assertThat(all()).containsExactly(letter("m", body.toString()));
  }

  @Test
  void halvesOfSurrogatePairsSurvive() {
    DeadLetter letter = letter("m", "a\ud800b\udc00\udc00早安".repeat(50));
    letters.record(letter);
    reopen();

    assertThat(all()).containsExactly(letter);
  }

  @Test
  void idsOfAnyLengthAreToldApart() {
    letters.record(letter("", "a"));
    letters.record(letter("早".repeat(2_000) + "1", "b"));
    letters.record(letter("早".repeat(2_000) + "2", "c"));

    assertThat(all()).extracting(DeadLetter::body).containsExactly("a", "b", "c");
  }

  @Test
  void aLetterWhoseAnswerIsLostIsTheFirst() {
    AtomicInteger left = new AtomicInteger(1);
    stand
        .dynamo()
        .wire()
        .after(
            (operation, body) -> {
              if (operation.equals("PutItem") && left.getAndDecrement() > 0) {
                throw new IOException("connection reset by peer");
              }
            });

    assertThat(letters.record(letter("m", "body"))).isTrue();
    assertThat(letters.record(letter("m", "body"))).isFalse();
  }

  @Test
  void aBodyThatCannotBeKeptIsNoLetterOnRecord() {
    StringBuilder body = new StringBuilder();
    new Random(1).ints(900_000, 33, 127).forEach(c -> body.append((char) c));
    DeadLetters broken = letters(new RunObjects(stand.s3(), "no-such-bucket", ""));

    assertThatThrownBy(() -> broken.record(letter("m", body.toString())))
        .isInstanceOf(ObjectsUnavailable.class);
    assertThat(all()).isEmpty();
    assertThat(letters.record(letter("m", body.toString()))).isTrue();
  }

  private static DeadLetter letter(String id, String body) {
    return new DeadLetter(id, Kind.UNREADABLE, "no envelope", Optional.empty(), 1, AT, body);
  }

  private List<DeadLetter> all() {
    List<DeadLetter> all = new ArrayList<>();
    letters.each(all::add);
    return all;
  }
}
