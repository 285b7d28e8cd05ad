package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class StandingsAttributeTest {

  private static final Instant AT = Instant.ofEpochMilli(1_790_000_000_000L);

  private final Random random = new Random(5);

  @Test
  void aFewAreTextThatPeopleCanRead() {
    AttributeValue attribute = StandingsAttribute.of(List.of(sent("m-1"), Standing.UNTRIED));

    assertThat(attribute.s())
        .isEqualTo("{\"since\":1790000000000,\"standings\":[[0,\"m-1\"],null]}");
    assertThat(StandingsAttribute.read(attribute)).containsExactly(sent("m-1"), Standing.UNTRIED);
  }

  @Test
  void manyAreDeflated() {
    List<Standing> standings = many(300, i -> sent("message-" + i));
    AttributeValue attribute = StandingsAttribute.of(standings);

    assertThat(attribute.b().asByteArray()).hasSizeLessThan(1_500);
    assertThat(StandingsAttribute.read(attribute)).isEqualTo(standings);
  }

  @Test
  void idsThatLeaveNoRoomAreCutAndDetailsLeftOut() {
    List<Standing> standings =
        many(
            3_000,
            i ->
                new Standing.Settled(
                    Outcome.REJECTED, new Reason("http-400", noise(150)), 2, noise(300), AT));
    List<Standing> read = StandingsAttribute.read(StandingsAttribute.of(standings));

    for (int i = 0; i < standings.size(); i++) {
      Standing.Settled before = (Standing.Settled) standings.get(i);
      assertThat(read.get(i))
          .isEqualTo(
              new Standing.Settled(
                  Outcome.REJECTED,
                  Reason.of("http-400"),
                  2,
                  before.providerId().substring(0, StandingsAttribute.CUT_ID),
                  AT));
    }
  }

  @Test
  void idsThatLeaveNoRoomEvenThenAreLeftOut() {
    List<Standing> standings =
        many(20_000, i -> i == 0 ? new Standing.Open(1, 1, why(), AT) : sent(noise(100)));
    AttributeValue attribute = StandingsAttribute.of(standings);

    assertThat(StandingsAttribute.read(attribute))
        .startsWith(new Standing.Open(1, 1, Reason.of("timeout"), AT), sent(""))
        .hasSize(20_000);
  }

  @Test
  void moreThanAnItemHoldsIsRefusedInWords() {
    List<Standing> standings =
        many(
            60_000,
            i ->
                new Standing.Settled(
                    Outcome.DEAD, Reason.of(noise(20)), random.nextInt(9), "", AT));

    assertThatThrownBy(() -> StandingsAttribute.of(standings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the standings of 60000 recipients take \\d+ bytes, more than an item of DynamoDB"
                + " holds \\(380000\\): use a smaller packing");
  }

  @Test
  void damageIsNoticed() {
    AttributeValue cut =
        AttributeValue.fromB(
            SdkBytes.fromByteArray(
                java.util.Arrays.copyOf(
                    StandingsAttribute.of(many(300, i -> sent("m" + i))).b().asByteArray(), 100)));

    assertThatThrownBy(() -> StandingsAttribute.read(cut)).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> StandingsAttribute.read(AttributeValue.fromS("{}")))
        .isInstanceOf(UncheckedIOException.class);
  }

  private static Reason why() {
    return new Reason("timeout", "after 10 s");
  }

  private static Standing sent(String providerId) {
    return new Standing.Settled(Outcome.SENT, Reason.NONE, 1, providerId, AT);
  }

  private static List<Standing> many(int count, IntFunction<Standing> each) {
    return IntStream.range(0, count).mapToObj(each).toList();
  }

  private String noise(int length) {
    return random
        .ints(length, 'A', 'z')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
