package dev.blast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FixedDeflateTest {

  @Property
  void anInflaterGivesBackWhatWasDeflated(@ForAll byte[] any) throws DataFormatException {
    assertThatItComesBack(any);
  }

  @Property
  void soItDoesWhatRepeatsItself(@ForAll("repeating") byte[] bytes) throws DataFormatException {
    assertThatItComesBack(bytes);
  }

  /** Every length of a match, 4 to 258 and beyond, at every distance a window has. */
  @Property
  void everyLengthIsFoundAtEveryDistance(
      @ForAll @IntRange(min = 4, max = 600) int length,
      @ForAll @IntRange(min = 1, max = 33_000) int distance)
      throws DataFormatException {
    byte[] bytes = new byte[distance + length];
    new Random(distance).nextBytes(bytes);
    for (int i = distance; i < bytes.length; i++) {
      bytes[i] = bytes[i - distance];
    }
    assertThatItComesBack(bytes);
  }

  @Test
  void onlyTheBytesAskedForAreDeflated() throws DataFormatException {
    byte[] bytes = "only this and not that".getBytes(StandardCharsets.US_ASCII);
    assertThat(inflated(FixedDeflate.of(bytes, 9), 9)).asString().isEqualTo("only this");
    assertThat(inflated(FixedDeflate.of(bytes, 0), 0)).isEmpty();
  }

  @Test
  void whatRepeatsItselfTakesLittle() {
    byte[] rows = "customer,city,Europe/Berlin\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
    assertThat(FixedDeflate.of(rows, rows.length)).hasSizeLessThan(rows.length / 75);
  }

  @Test
  void noiseGrowsByAnEighthAtMost() {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    assertThat(FixedDeflate.of(noise, noise.length)).hasSizeLessThan(112_600);
    Arrays.fill(noise, (byte) 0);
    assertThat(FixedDeflate.of(noise, noise.length)).hasSizeLessThan(1_000);
  }

  private static void assertThatItComesBack(byte[] bytes) throws DataFormatException {
    assertThat(inflated(FixedDeflate.of(bytes, bytes.length), bytes.length)).isEqualTo(bytes);
  }

  /** Checks the sum at the end too, as an inflater does. */
  private static byte[] inflated(byte[] deflated, int length) throws DataFormatException {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(deflated);
      byte[] bytes = new byte[length + 1];
      int inflated = inflater.inflate(bytes);
      assertThat(inflater.finished()).isTrue();
      assertThat(inflater.getRemaining()).isZero();
      return Arrays.copyOf(bytes, inflated);
    }
  }

  @Provide
  static Arbitrary<byte[]> repeating() {
    Arbitrary<String> words =
        Arbitraries.of("customer.", "@mail.example", "\",\"", "Zoë", "東京", "0", "1", "https://x/");
    return words
        .list()
        .ofMaxSize(2_000)
        .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
  }
}
