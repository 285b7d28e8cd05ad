package dev.blast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InjectedTest {

  @Test
  void theSameSeedStrikesTheSameAndAnotherSeedOthers() {
    Injected one = new Injected(1, EnumSet.of(Fault.CUT_CONNECTIONS));
    Injected again = new Injected(1, EnumSet.of(Fault.CUT_CONNECTIONS));
    Injected other = new Injected(2, EnumSet.of(Fault.CUT_CONNECTIONS));
    assertThat(struck(one)).isEqualTo(struck(again)).isNotEqualTo(struck(other));
  }

  @Test
  void aFaultStrikesAsOftenAsItShouldAndIsCounted() {
    Injected injected = new Injected(7, EnumSet.of(Fault.CUT_CONNECTIONS));
    assertThat(struck(injected)).hasSizeBetween(850, 1_150);
    assertThat(injected.counts())
        .isEqualTo(
            Map.of(
                Fault.CUT_CONNECTIONS,
                (long) struck(new Injected(7, Set.of(Fault.CUT_CONNECTIONS))).size()));
  }

  @Test
  void aFaultThatIsNotAskedForNeverStrikes() {
    Injected injected = new Injected(7, EnumSet.of(Fault.LOST_MESSAGES));
    assertThat(struck(injected)).isEmpty();
  }

  private static Set<Integer> struck(Injected injected) {
    return Set.copyOf(
        IntStream.range(0, 10_000)
            .filter(i -> injected.strikes(Fault.CUT_CONNECTIONS, "r" + i, 1, 0.1))
            .boxed()
            .toList());
  }
}
