package dev.blast.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class EightBytesTest {

  @Property
  void controlsAreMarkedExactly(@ForAll @Size(8) byte[] bytes) {
    long expected = 0;
    for (int i = 0; i < 8; i++) {
      if ((bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 0x7f) {
        expected |= 0x80L << (8 * i);
      }
    }
    assertThat(EightBytes.marksControls(EightBytes.at(bytes, 0))).isEqualTo(expected);
  }
}
