package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.JsonPath.Step.Field;
import dev.blast.campaign.JsonPath.Step.Item;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

  @Test
  void aPathIsNamesAndPlaces() {
    assertThat(JsonPath.parse(" $.messages[0].状态[12] "))
        .contains(
            new JsonPath(
                "$.messages[0].状态[12]",
                List.of(new Field("messages"), new Item(0), new Field("状态"), new Item(12))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$",
        "status",
        ".status",
        "$status",
        "$.",
        "$..a",
        "$.*",
        "$.a[*]",
        "$.a[-1]",
        "$.a[0",
        "$['a']",
        "$.a b",
        "$.a[0:2]",
        "$.a[?(@.b)]",
        "$.a[1234567]",
      })
  void anythingElseIsNone(String text) {
    assertThat(JsonPath.parse(text)).isEmpty();
  }

  @Test
  void aPathHasAnEnd() {
    assertThat(JsonPath.parse("$" + ".a".repeat(20))).isPresent();
    assertThat(JsonPath.parse("$" + ".a".repeat(21))).isEmpty();
  }
}
