package dev.blast.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTextTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        ' ', '\t', '\n', '\r', 0x0b, 0x0c, 0x1a, 0x85, 0xa0, 0xad, 0x61c, 0x1680, 0x2000, 0x200a,
        0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x202f, 0x205f,
        0x2060, 0x2066, 0x2069, 0x3000, 0xfeff
      })
  void nobodySeesItAtTheEnds(int character) {
    String odd = Character.toString(character);
    assertThat(CleanText.of(odd + odd + "a" + odd + "b" + odd))
        .isEqualTo("a" + Normalizer.normalize(odd, Normalizer.Form.NFC) + "b");
    assertThat(CleanText.isBlank(odd)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 0x1b, 0x7f, 0x80, '.', 'a', 0xe9, 0x301, 0xfe0f, 0x1f385, 0xe0067})
  void everythingElseCounts(int character) {
    String text = "a" + Character.toString(character);
    assertThat(CleanText.of(text)).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
    assertThat(CleanText.isBlank(text)).isFalse();
  }

  @Test
  void accentsAreComposed() {
    assertThat(CleanText.of("Zoe\u0308")).isEqualTo("Zo\u00eb");
  }

  @Property
  void whatIsCleanStaysAsItIs(@ForAll String text) {
    String clean = CleanText.of(text);
    assertThat(CleanText.of(clean)).isEqualTo(clean);
    assertThat(CleanText.isBlank(text)).isEqualTo(clean.isEmpty());
  }

  @Test
  void invisibleCharactersAreShownByTheirNames() {
    assertThat(Shown.line("a\u00a0b\u001b[1m\r")).isEqualTo("a<U+00A0>b<U+001B>[1m<U+000D>");
    assertThat(Shown.line("Zoë 张 🎅")).isEqualTo("Zoë 张 🎅");
    assertThat(Shown.block("a\n\tb\u001b[2J")).isEqualTo("a\n\tb<U+001B>[2J");
  }

  @Test
  void onlyTheSpellingsOfProgramsAreAbsentWords() {
    for (String word : AbsentWord.WORDS) {
      byte[] bytes = (" " + word).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThat(AbsentWord.is(word)).as(word).isTrue();
      assertThat(AbsentWord.is(bytes, 1, bytes.length)).as(word).isTrue();
    }
    for (String name : new String[] {"Null", "Nan", "Na", "NULLA", "None-such", "", "n", "#"}) {
      byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThat(AbsentWord.is(name)).as(name).isFalse();
      assertThat(AbsentWord.is(bytes, 0, bytes.length)).as(name).isFalse();
    }
  }
}
