package dev.blast.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.Dialect;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.StagedCounts;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {

  private static final Manifest MANIFEST =
      new Manifest(
          new StagedCounts(5, Map.of(Exclusion.DUPLICATE, 1L, Exclusion.SUPPRESSED, 1L), 3),
          2,
          90,
          "\"etag-1\"",
          "d1",
          List.of("id", "email"),
          9,
          List.of(
              new ShardPlan(0, 9, 90, 2, 5, 3, "d0", RowSet.of(1), RowSet.of(4)),
              new ShardPlan(1, 90, 90, 8, 0, 0, "d2", RowSet.NONE, RowSet.NONE)));

  private final String json = new String(ManifestCodec.encode(MANIFEST), UTF_8);

  @Test
  void aManifestSurvivesItsEncoding() {
    assertThat(decode(json)).isEqualTo(MANIFEST);
  }

  @Test
  void whatALaterVersionAddsToThisFormatIsPassedOver() {
    String later =
        json.replace("{\"format\":2,", "{\"format\":2,\"timeZones\":{\"Asia/Tokyo\":[1,2]},")
            .replace("\"firstLine\":2,", "\"firstLine\":2,\"coupons\":3,");
    assertThat(later).contains("timeZones").contains("coupons");
    assertThat(decode(later)).isEqualTo(MANIFEST);
  }

  @Test
  void aLaterFormatIsRefused() {
    assertThatThrownBy(() -> decode(json.replace("\"format\":2", "\"format\":3")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "format 3, this version of Blast knows 2: go on with the version that staged the run");
  }

  @Test
  void rulesOfALaterVersionAreRefused() {
    assertThatThrownBy(() -> decode(json.replace("\"rules\":2", "\"rules\":3")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "rules 3, this version of Blast knows 2: go on with the version that staged the run");
  }

  @Test
  void aManifestFromBeforeRulesHadANumberIsReadByThoseOfThen() {
    String earlier =
        json.replace("\"format\":2,", "\"format\":1,")
            .replaceFirst(",\"rules\":2.*", "}")
            .replace("\"sameAddress\":[],", "");
    assertThat(earlier).doesNotContain("rules").doesNotContain("lists").endsWith("]}");
    assertThat(decode(earlier).dialect()).isEqualTo(Dialect.EARLIER);
    assertThat(decode(earlier).lists()).isEmpty();
    assertThat(decode(earlier).shards()).isEqualTo(MANIFEST.shards());
  }

  @Test
  void aManifestFromBeforeFormatsAndTagsIsRead() {
    String earlier =
        json.replace("\"format\":2,", "")
            .replace("\"copy\":\"\",", "")
            .replaceFirst("\"tag\":\".*?[^\\\\]\\\\\"\",", "");
    assertThat(earlier).doesNotContain("format").doesNotContain("tag").doesNotContain("copy");
    assertThat(decode(earlier).tag()).isEmpty();
    assertThat(decode(earlier).copy()).isEmpty();
    assertThat(decode(earlier).shards()).isEqualTo(MANIFEST.shards());
  }

  @Test
  void aManifestThatMissesSomethingIsDamaged() {
    for (String field : List.of("packing", "digest", "shards", "counts")) {
      assertThatThrownBy(() -> decode(json.replaceFirst("\"" + field + "\":", "\"x\":")))
          .as(field)
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  private static Manifest decode(String text) {
    return ManifestCodec.decode(text.getBytes(UTF_8));
  }
}
