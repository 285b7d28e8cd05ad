package dev.blast.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.text.CleanText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SliceTest {

  @Property
  void bytesAreCleanedAsTextsAre(@ForAll("texts") String text) {
    byte[] bytes = ("x" + text + "y").getBytes(UTF_8);
    Slice slice = new Slice();
    slice.set(bytes, 1, bytes.length - 1);
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    assertThat(slice.clean(ascii).text()).isEqualTo(CleanText.of(text));
    assertThat(slice.length()).isEqualTo(CleanText.of(text).getBytes(UTF_8).length);
  }

  @Property
  void theFirstControlCharacterIsFound(@ForAll("texts") String text) {
    byte[] bytes = ("\0" + text + "\0").getBytes(UTF_8);
    Slice slice = new Slice();
    slice.set(bytes, 1, bytes.length - 1);
    assertThat(slice.control())
        .isEqualTo(text.codePoints().filter(Character::isISOControl).findFirst().orElse(-1));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a",
            "b c",
            "longer than eight",
            "\u00a0",
            " ",
            "\t",
            "\r",
            "\u200b",
            "\u3000",
            "é",
            "e\u0301",
            "\u0301",
            "张",
            "🎉",
            "\u0007",
            "\u0085",
            "\u0091",
            "\u007f",
            "~",
            "\u00ad")
        .list()
        .ofMaxSize(8)
        .map(pieces -> String.join("", pieces));
  }
}
