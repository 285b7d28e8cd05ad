package dev.blast.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Packing;
import dev.blast.campaign.Throttle;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EnvelopeSizeTest {

  private static final Throttle UNLIMITED = new Throttle.Unlimited();
  private static final Packing AUTO = new Packing.Auto();

  @Test
  void aThrottledRunReleasesFewRecipientsTogether() {
    Throttle hundredASecond = new Throttle.Limit(100, Duration.ofSeconds(1));
    Throttle oneASecond = new Throttle.Limit(60, Duration.ofMinutes(1));
    assertThat(counted(1_000_000, 100).packing(AUTO, hundredASecond)).isEqualTo(10);
    assertThat(counted(1_000_000, 100).packing(AUTO, oneASecond)).isEqualTo(1);
  }

  @Test
  void wholeEnvelopesFillTheRate() {
    // two by two, 25 a second would be 24
    Throttle twentyFive = new Throttle.Limit(25, Duration.ofSeconds(1));
    assertThat(counted(1_000_000, 100).packing(AUTO, twentyFive)).isEqualTo(1);
  }

  @Test
  void aFixedPackingBeyondTheRateIsCutToWhatKeepsAndFillsIt() {
    Throttle hundredASecond = new Throttle.Limit(100, Duration.ofSeconds(1));
    EnvelopeSize sizes = counted(1_000, 100);
    assertThat(sizes.packing(new Packing.Fixed(1_000), hundredASecond)).isEqualTo(100);
    assertThat(sizes.packing(new Packing.Fixed(30), hundredASecond)).isEqualTo(25);
    assertThat(sizes.packing(new Packing.Fixed(25), hundredASecond)).isEqualTo(25);
  }

  @Test
  void tenEnvelopesFillOneBillingUnitWhenDeflatedToAQuarter() {
    assertThat(counted(1_000_000, 100).packing(AUTO, UNLIMITED)).isEqualTo(260);
  }

  @Test
  void aSmallRunStillMakesAThousandEnvelopes() {
    assertThat(counted(20_000, 100).packing(AUTO, UNLIMITED)).isEqualTo(20);
    assertThat(counted(999, 100).packing(AUTO, UNLIMITED)).isEqualTo(1);
    assertThat(counted(0, 100).packing(AUTO, UNLIMITED)).isEqualTo(1);
  }

  @Test
  void aFixedPackingIsTakenAsItIsWhereItFits() {
    assertThat(counted(10, 100).packing(new Packing.Fixed(30), UNLIMITED)).isEqualTo(30);
  }

  @Test
  void theLargestRecipientBoundsEveryPacking() {
    EnvelopeSize sizes = counted(1_000_000, 100);
    sizes.add(RowReader.MAX_ENCODED);
    assertThat(sizes.packing(new Packing.Fixed(1000), UNLIMITED)).isEqualTo(2);
    assertThat(sizes.packing(AUTO, UNLIMITED)).isEqualTo(2);
  }

  @Property
  void anEnvelopeAlwaysFitsIntoAMessage(
      @ForAll @IntRange(min = 1, max = 3000) int recipients,
      @ForAll @IntRange(min = 40, max = RowReader.MAX_ENCODED) int size,
      @ForAll @IntRange(min = 1, max = 1000) int fixed) {
    EnvelopeSize sizes = counted(recipients, size);
    assertThat((long) sizes.packing(AUTO, UNLIMITED) * size).isLessThanOrEqualTo(750_000);
    assertThat((long) sizes.packing(new Packing.Fixed(fixed), UNLIMITED) * size)
        .isLessThanOrEqualTo(750_000);
  }

  private static EnvelopeSize counted(int recipients, int size) {
    EnvelopeSize sizes = new EnvelopeSize();
    for (int i = 0; i < recipients; i++) {
      sizes.add(size);
    }
    return sizes;
  }
}
