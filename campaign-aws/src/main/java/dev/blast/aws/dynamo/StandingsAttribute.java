package dev.blast.aws.dynamo;

import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.StandingsCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Standings as an attribute: the text of {@link StandingsCodec}, which people can read; its zlib
 * stream, as bytes, where it is longer and that is smaller. DynamoDB bills each kilobyte that is
 * begun.
 */
final class StandingsAttribute {

  /**
   * Of the 400 KB that an item may take ("Constraints in Amazon DynamoDB"), less the rest of it.
   */
  static final int MOST_BYTES = 380_000;

  /**
   * With the rest of its item a text of so many bytes is billed as one kilobyte, deflated or not.
   */
  private static final int SHORT = 700;

  /** Of a provider's id that is longer, where there is no room for all of it. */
  static final int CUT_ID = 64;

  private StandingsAttribute() {}

  /**
   * The attribute, of at most {@value #MOST_BYTES} bytes. Where it would be larger the texts that
   * providers chose are cut: first details are left out and ids cut to {@value #CUT_ID} characters,
   * then ids are left out. Outcomes, reason codes and attempts always stay.
   *
   * @throws IllegalArgumentException when even that is too large: the envelope holds too many
   */
  static AttributeValue of(List<Standing> standings) {
    return smallest(standings, UnaryOperator.identity(), CUT_ID);
  }

  private static AttributeValue smallest(
      List<Standing> standings, UnaryOperator<Standing> cut, int next) {
    String text = StandingsCodec.encode(standings.stream().map(cut).toList());
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] deflated = plain.length <= SHORT ? plain : deflate(plain);
    if (Math.min(plain.length, deflated.length) <= MOST_BYTES) {
      return deflated.length < plain.length
          ? AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(deflated))
          : AttributeValue.fromS(text);
    }
    if (next < 0) {
      throw new IllegalArgumentException(
          "the standings of %d recipients take %d bytes, more than an item of DynamoDB holds (%d):"
                  .formatted(standings.size(), deflated.length, MOST_BYTES)
              + " use a smaller packing");
    }
    return smallest(standings, standing -> cut(standing, next), next == 0 ? -1 : 0);
  }

  private static Standing cut(Standing standing, int id) {
    return switch (standing) {
      case Standing.Open open ->
          new Standing.Open(
              open.attempts(),
              open.earlier(),
              open.deferrals(),
              open.denials(),
              Reason.of(open.last().code()),
              open.notBefore());
      case Standing.Settled settled ->
          new Standing.Settled(
              settled.outcome(),
              Reason.of(settled.reason().code()),
              settled.attempts(),
              start(settled.providerId(), id),
              settled.at());
    };
  }

  /** Never through the middle of a surrogate pair. */
  private static String start(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean middle = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, middle ? length - 1 : length);
  }

  /**
   * The standings that {@link #of} made an attribute of.
   *
   * @throws UncheckedIOException for anything else
   */
  static List<Standing> read(AttributeValue attribute) {
    return StandingsCodec.decode(
        attribute.b() == null ? attribute.s() : inflate(attribute.b().asByteArrayUnsafe()));
  }

  private static byte[] deflate(byte[] plain) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 64);
      byte[] buffer = new byte[8_192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  private static String inflate(byte[] deflated) {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }
}
