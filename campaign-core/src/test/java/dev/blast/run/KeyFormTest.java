package dev.blast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyFormTest {

  private static final RunId RUN = new RunId("spring", Instant.parse("2026-03-01T07:00:00Z"));

  @Property
  void aDigestIsAtMost64LettersAndDigitsWhateverTheId(@ForAll String id) {
    assertThat(KeyForm.DIGEST.of(RUN, id)).matches("[0-9a-f]{32}");
  }

  @Test
  void aDigestStaysWhatItIs() {
    // A provider remembers keys for days: the next version must send the same one.
    assertThat(KeyForm.DIGEST.of(RUN, "c-0001")).isEqualTo("2e2d5dd59b0c3ddf16e51e4555b6f0e5");
  }

  @Test
  void recipientsAndRunsHaveKeysOfTheirOwn() {
    RunId other = new RunId("spring", RUN.scheduled().plusSeconds(1));
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      keys.add(KeyForm.DIGEST.of(RUN, "c-" + i));
      keys.add(KeyForm.DIGEST.of(other, "c-" + i));
    }
    assertThat(keys).hasSize(20_000);
  }

  @Test
  void aRunOfAnEarlierVersionKeepsItsKeys() {
    assertThat(KeyForm.named(Optional.empty()).of(RUN, "anna@example.com"))
        .isEqualTo("spring@20260301T070000Z/anna@example.com");
  }

  @Test
  void theFormIsReadAsItWasWritten() {
    for (KeyForm form : KeyForm.values()) {
      assertThat(KeyForm.named(Optional.of(form.word()))).isEqualTo(form);
    }
  }

  @Test
  void aFormOfALaterVersionIsNoneOfThese() {
    assertThatThrownBy(() -> KeyForm.named(Optional.of("uuid")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
