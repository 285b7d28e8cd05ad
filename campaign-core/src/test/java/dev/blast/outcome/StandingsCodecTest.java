package dev.blast.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingsCodecTest {

  private static final Instant AT = Instant.ofEpochMilli(1_790_000_000_000L);

  @Property
  void everyListIsReadBack(@ForAll("standings") List<Standing> standings) {
    assertThat(StandingsCodec.decode(StandingsCodec.encode(standings))).isEqualTo(standings);
  }

  @Test
  void theTextIsShortAndReadable() {
    List<Standing> standings =
        List.of(
            Standing.UNTRIED,
            sent(1, "", 12),
            sent(1, "m-1", 0),
            sent(3, "m-2", 15),
            new Standing.Settled(
                Outcome.REJECTED,
                new Reason("http-404", "no \"such\" box"),
                1,
                "",
                AT.plusMillis(20)),
            new Standing.Open(
                1, 2, Reason.of("http-503"), Instant.ofEpochMilli(1_790_000_005_000L)));

    assertThat(StandingsCodec.encode(standings))
        .isEqualTo(
            """
            {"since":1790000000000,"standings":[null,12,[0,"m-1"],[15,"m-2",3],\
            {"is":"rejected","at":20,"tries":1,"code":"http-404","detail":"no \\"such\\" box"},\
            {"is":"open","tries":1,"later":2,"from":1790000005000,"code":"http-503"}]}""");
  }

  @Test
  void thirtySentRecipientsWithLongProviderIdsStayNearOneAndAHalfKilobytes() {
    List<Standing> standings =
        IntStream.range(0, 30).mapToObj(i -> sent(1, new UUID(i, i).toString(), i * 17)).toList();

    assertThat(StandingsCodec.encode(standings).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(1_500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"standings\":[",
        "{\"standings\":[\"sent\"]}",
        "{\"standings\":[{\"is\":\"lost\"}]}",
        "{\"standings\":[{\"is\":\"sent\",\"colour\":1}]}",
        "{\"standings\":[[1]]}"
      })
  void anotherTextIsRefused(String text) {
    assertThatThrownBy(() -> StandingsCodec.decode(text)).isInstanceOf(UncheckedIOException.class);
  }

  @Provide
  Arbitrary<List<Standing>> standings() {
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.just(""),
            Arbitraries.of("'", "\"]}", "早安 🌅", "\u0000\n", "http-404"),
            Arbitraries.strings().alpha().ofMaxLength(40));
    Arbitrary<Reason> reasons = Combinators.combine(texts, texts).as(Reason::new);
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 1_000);
    Arbitrary<Instant> instants =
        Arbitraries.longs().between(-1_000, 4_000_000_000_000L).map(Instant::ofEpochMilli);
    Arbitrary<Standing> open =
        Combinators.combine(numbers, numbers, reasons, instants).as(Standing.Open::new);
    Arbitrary<Standing> settled =
        Combinators.combine(Arbitraries.of(Outcome.class), reasons, numbers, texts, instants)
            .as(Standing.Settled::new);
    return Arbitraries.oneOf(open, settled).list().ofMaxSize(40);
  }

  private static Standing sent(int attempts, String providerId, int millis) {
    return new Standing.Settled(
        Outcome.SENT, Reason.NONE, attempts, providerId, AT.plusMillis(millis));
  }
}
