package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.run.RunId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardOrderTest {

  private static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));

  @Test
  void whatIsEncodedIsDecoded() {
    ShardOrder order = new ShardOrder(new Pass(RUN, 2), 3, 9, 4);
    assertThat(order.encode())
        .isEqualTo(
            "{\"run\":\"morning@20260301T080000Z\",\"pass\":2,\"from\":3,\"to\":9,\"among\":4}");
    assertThat(ShardOrder.decode(order.encode())).contains(order);
    assertThat(ShardOrder.decode(order.encode().replace("{", "{\"later\":1,"))).contains(order);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "no json",
        "{\"run\":\"x\"}",
        "{\"run\":\"morning@20260301T080000Z\",\"pass\":-1,\"from\":0,\"to\":1,\"among\":1}",
        "{\"run\":\"morning@20260301T080000Z\",\"pass\":1,\"from\":2,\"to\":2,\"among\":1}",
        "{\"run\":\"morning@20260301T080000Z\",\"pass\":1,\"to\":2,\"among\":1}",
        "{\"run\":\"morning@20260301T080000Z\",\"pass\":1,\"from\":0,\"to\":2,\"among\":0}"
      })
  void whatIsNoOrderIsNone(String body) {
    assertThat(ShardOrder.decode(body)).isEmpty();
  }

  @Test
  void anOrderOfNothingIsNotMade() {
    assertThatThrownBy(() -> new ShardOrder(Pass.first(RUN), 4, 4, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
