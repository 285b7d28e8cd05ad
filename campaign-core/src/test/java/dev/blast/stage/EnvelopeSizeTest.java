package dev.blast.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Canary;
import dev.blast.campaign.Packing;
import dev.blast.campaign.Throttle;
import java.time.Duration;
import java.util.Optional;
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
    assertThat(counted(1_000_000, 100).packing(AUTO, hundredASecond, Optional.empty()))
        .isEqualTo(10);
    assertThat(counted(1_000_000, 100).packing(AUTO, oneASecond, Optional.empty())).isEqualTo(1);
  }

  @Test
  void wholeEnvelopesFillTheRate() {
    // two by two, 25 a second would be 24
    Throttle twentyFive = new Throttle.Limit(25, Duration.ofSeconds(1));
    assertThat(counted(1_000_000, 100).packing(AUTO, twentyFive, Optional.empty())).isEqualTo(1);
  }

  @Test
  void aFixedPackingBeyondTheRateIsCutToWhatKeepsAndFillsIt() {
    Throttle hundredASecond = new Throttle.Limit(100, Duration.ofSeconds(1));
    EnvelopeSize sizes = counted(1_000, 100);
    assertThat(sizes.packing(new Packing.Fixed(1_000), hundredASecond, Optional.empty()))
        .isEqualTo(100);
    assertThat(sizes.packing(new Packing.Fixed(30), hundredASecond, Optional.empty()))
        .isEqualTo(25);
    assertThat(sizes.packing(new Packing.Fixed(25), hundredASecond, Optional.empty()))
        .isEqualTo(25);
  }

  @Test
  void tenEnvelopesFillOneBillingUnitWhenDeflatedToAQuarter() {
    assertThat(counted(1_000_000, 100).packing(AUTO, UNLIMITED, Optional.empty())).isEqualTo(227);
  }

  @Test
  void aSmallRunStillMakesAThousandEnvelopes() {
    assertThat(counted(20_000, 100).packing(AUTO, UNLIMITED, Optional.empty())).isEqualTo(20);
    assertThat(counted(999, 100).packing(AUTO, UNLIMITED, Optional.empty())).isEqualTo(1);
    assertThat(counted(0, 100).packing(AUTO, UNLIMITED, Optional.empty())).isEqualTo(1);
  }

  @Test
  void aFixedPackingIsTakenAsItIsWhereItFits() {
    assertThat(counted(10, 100).packing(new Packing.Fixed(30), UNLIMITED, Optional.empty()))
        .isEqualTo(30);
  }

  @Test
  void theLargestRecipientBoundsEveryPacking() {
    EnvelopeSize sizes = counted(1_000_000, 100);
    sizes.add(RowReader.MAX_ENCODED);
    assertThat(sizes.packing(new Packing.Fixed(1000), UNLIMITED, Optional.empty())).isEqualTo(2);
    assertThat(sizes.packing(AUTO, UNLIMITED, Optional.empty())).isEqualTo(2);
  }

  @Property
  void anEnvelopeAlwaysFitsIntoAMessage(
      @ForAll @IntRange(min = 1, max = 3000) int recipients,
      @ForAll @IntRange(min = 40, max = RowReader.MAX_ENCODED) int size,
      @ForAll @IntRange(min = 1, max = 1000) int fixed) {
    EnvelopeSize sizes = counted(recipients, size);
    long auto = sizes.packing(AUTO, UNLIMITED, Optional.empty());
    long asked = sizes.packing(new Packing.Fixed(fixed), UNLIMITED, Optional.empty());
    assertThat(auto * size).isLessThanOrEqualTo(750_000);
    assertThat(asked * size).isLessThanOrEqualTo(750_000);
  }

  @Test
  void aCanaryFillsWholeEnvelopes() {
    Canary first = new Canary(new Canary.Size.Count(301), Duration.ZERO, 0, Canary.Then.ASK);
    assertThat(counted(1_000_000, 100).packing(AUTO, UNLIMITED, Optional.of(first))).isEqualTo(151);
    Canary few = new Canary(new Canary.Size.Count(7), Duration.ZERO, 0, Canary.Then.ASK);
    assertThat(counted(1_000_000, 100).packing(AUTO, UNLIMITED, Optional.of(few))).isEqualTo(7);
  }

  private static EnvelopeSize counted(int recipients, int size) {
    EnvelopeSize sizes = new EnvelopeSize();
    for (int i = 0; i < recipients; i++) {
      sizes.add(size);
    }
    return sizes;
  }
}
