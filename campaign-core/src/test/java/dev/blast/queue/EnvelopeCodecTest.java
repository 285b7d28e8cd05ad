package dev.blast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.queue.EnvelopeCodec.Decoded;
import dev.blast.queue.EnvelopeCodec.Encoded;
import dev.blast.run.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {

  private static final RunId RUN = new RunId("spring", Instant.parse("2026-03-01T07:00:00Z"));

  @Property
  void decodingGivesBackWhatWasEncoded(@ForAll("envelopes") Envelope envelope) {
    Encoded encoded = EnvelopeCodec.encode(envelope);
    assertThat(EnvelopeCodec.decode(encoded.body())).isEqualTo(new Decoded.Valid(envelope));
  }

  @Property
  void theStatedLengthIsTheLengthInUtf8(@ForAll("envelopes") Envelope envelope) {
    Encoded encoded = EnvelopeCodec.encode(envelope);
    assertThat(encoded.bytes()).isEqualTo(encoded.body().getBytes(StandardCharsets.UTF_8).length);
  }

  @Property
  void aBodyHoldsOnlyCharactersThatSqsAccepts(@ForAll("envelopes") Envelope envelope) {
    String body = EnvelopeCodec.encode(envelope).body();
    assertThat(body.codePoints()).allMatch(EnvelopeCodecTest::sqsAccepts);
  }

  /** aws-facts §1: SendMessageBatch, characters of a message body. */
  private static boolean sqsAccepts(int c) {
    return c == 0x9
        || c == 0xA
        || c == 0xD
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  @Property
  void noTextMakesDecodingThrow(@ForAll String text) {
    assertThat(EnvelopeCodec.decode(text)).isNotNull();
  }

  @Property
  void anEnvelopeCutShortIsUnreadable(@ForAll("envelopes") Envelope envelope) {
    String body = EnvelopeCodec.encode(envelope).body();
    String cut = body.substring(0, body.length() - 1);
    assertThat(EnvelopeCodec.decode(cut)).isInstanceOf(Decoded.Unreadable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"v\":2,\"id\":\"nonsense\",\"r\":[[2,\"i\",\"a\"]]} | not an envelope: no valid id",
        "{\"v\":2,\"id\":\"a@20260301T070000Z/0/0\",\"r\":[]} | not an envelope: no recipients",
        "{\"v\":2,\"id\":\"a@20260301T070000Z/0/0\",\"r\":[[2,\"i\"]]} | not an envelope: a recipient without id or address",
        "{} | not an envelope: no version",
        "[] | not an envelope: found START_ARRAY, expected START_OBJECT"
      })
  void whatIsNoEnvelopeSaysWhy(String body, String why) {
    assertThat(EnvelopeCodec.decode(body)).isEqualTo(new Decoded.Unreadable(why));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":1,\"id\":\"a@20260301T070000Z/0/0\",\"r\":[[2,\"i\",\"a\"]]}",
        "{\"v\":1}",
        "{\"v\":1,\"r\":\"in another form\"}",
        "{\"v\":1,\"r\":[[2,\"cut"
      })
  void whatAnotherVersionWroteIsNamedSoWhateverItsFieldsAre(String body) {
    Decoded decoded = EnvelopeCodec.decode(body);
    assertThat(decoded).isEqualTo(new Decoded.OtherVersion(1));
    assertThat(((Decoded.OtherVersion) decoded).why())
        .isEqualTo("envelope version 1, this program reads 2");
  }

  @Test
  void unknownFieldsArePassedOver() {
    String body =
        "{\"v\":2,\"new\":{\"r\":[1]},\"id\":\"a@20260301T070000Z/0/0\",\"r\":[[2,\"i\",\"a\"]]}";
    assertThat(EnvelopeCodec.decode(body)).isInstanceOf(Decoded.Valid.class);
  }

  @Test
  void manyRecipientsTakeLessThanHalfOfTheirText() {
    Envelope envelope = people(300, i -> "customer." + i + "@mail.example");
    Encoded encoded = EnvelopeCodec.encode(envelope);
    String one = "[100,\"c-100\",\"customer.100@mail.example\",\"Anna\"],";
    assertThat(encoded.bytes()).isLessThan(300 * one.length() / 2);
    assertThat(EnvelopeCodec.decode(encoded.body())).isEqualTo(new Decoded.Valid(envelope));
  }

  /** What staging allows is 750,000 bytes of recipients; SQS takes 1 MiB. */
  @Test
  void recipientsThatDoNotShrinkStillFitIntoAMessage() {
    Random random = new Random(7);
    Envelope envelope =
        people(
            6,
            i -> {
              byte[] noise = new byte[62_000];
              random.nextBytes(noise);
              return new String(noise, StandardCharsets.ISO_8859_1)
                  .replaceAll("[\\p{Cntrl}\"]", "x");
            });
    Encoded encoded = EnvelopeCodec.encode(envelope);
    assertThat(encoded.bytes()).isLessThan(1_000_000);
    assertThat(EnvelopeCodec.decode(encoded.body())).isEqualTo(new Decoded.Valid(envelope));
  }

  @Test
  void whatInflatesWithoutEndIsUnreadable() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(bomb)) {
      deflating.write(" ".repeat(64 * 1024 * 1024).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(EnvelopeCodec.decode(deflatedBody(bomb.toByteArray())))
        .isEqualTo(
            new Decoded.Unreadable("not an envelope: recipients cut short or larger than 1 MiB"));
  }

  @Test
  void damagedRecipientsAreUnreadable() {
    Encoded encoded = EnvelopeCodec.encode(people(100, i -> "p" + i + "@mail.example"));
    int at = encoded.body().length() / 2;
    char other = encoded.body().charAt(at) == 'A' ? 'B' : 'A';
    String damaged = encoded.body().substring(0, at) + other + encoded.body().substring(at + 1);
    assertThat(EnvelopeCodec.decode(damaged)).isInstanceOf(Decoded.Unreadable.class);
    assertThat(EnvelopeCodec.decode(deflatedBody(new byte[0])))
        .isInstanceOf(Decoded.Unreadable.class);
  }

  private static String deflatedBody(byte[] deflated) {
    return "{\"v\":2,\"id\":\"a@20260301T070000Z/0/0\",\"z\":\""
        + Base64.getEncoder().encodeToString(deflated)
        + "\"}";
  }

  private static Envelope people(int count, IntFunction<String> address) {
    List<Recipient> recipients =
        IntStream.range(0, count)
            .mapToObj(i -> new Recipient(i + 2, "c-" + i, address.apply(i), List.of("Anna")))
            .toList();
    return new Envelope(new EnvelopeId(RUN, 0, 0), recipients);
  }

  @Provide
  static Arbitrary<Envelope> envelopes() {
    Arbitrary<String> text =
        Arbitraries.strings().ofMaxLength(20).filter(EnvelopeCodecTest::isUtf8);
    Arbitrary<Recipient> recipients =
        Combinators.combine(
                Arbitraries.longs().between(2, 20_000_000),
                text.filter(t -> !t.isEmpty()),
                text.filter(t -> !t.isEmpty()),
                text.list().ofMaxSize(4))
            .as(Recipient::new);
    return Combinators.combine(
            Arbitraries.integers().between(0, 9999),
            Arbitraries.integers().between(0, 9_999_999),
            recipients.list().ofMinSize(1).ofMaxSize(8))
        .as(
            (shard, sequence, people) ->
                new Envelope(new EnvelopeId(RUN, shard, sequence), people));
  }

  private static boolean isUtf8(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
