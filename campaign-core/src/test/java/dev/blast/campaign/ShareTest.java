package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {

  @ParameterizedTest
  @CsvSource({"1%, 1 %", "0.5 %, 0.5 %", "0, 0 %", "0.07, 7 %", "1, 100 %", "100%, 100 %"})
  void percentagesAndNumbersAreRead(String written, String text) {
    assertThat(Share.parse(written).orElseThrow().text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"101%", "1.01", "-1%", "-0.1", "some", "", "%", "1e-2", "1 percent"})
  void everythingElseIsNone(String written) {
    assertThat(Share.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1%, 100", "7%, 100", "29%, 100", "0.1%, 1000", "55%, 1000000"})
  void theBoundaryItselfIsWithinTheShareExactly(String written, long whole) {
    Share share = Share.parse(written).orElseThrow();
    long part = share.value().multiply(java.math.BigDecimal.valueOf(whole)).longValueExact();
    assertThat(share.exceededBy(part, whole)).isFalse();
    assertThat(share.exceededBy(part + 1, whole)).isTrue();
  }

  @Test
  void nothingOfNothingIsWithinEveryShare() {
    assertThat(Share.percent(0).exceededBy(0, 0)).isFalse();
    assertThat(Share.percent(0).exceededBy(1, 1_000_000)).isTrue();
  }
}
