package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.infra.Terraform.Block;
import dev.blast.infra.Terraform.Body;
import java.util.List;
import org.junit.jupiter.api.Test;

class HclReaderTest {

  @Test
  void readsBlocksAttributesAndWhatIsInsideThem() {
    Body body =
        new HclReader(
                "a.tf",
                """
                # a comment { that is none of ours
                resource "aws_sqs_queue" "a" {
                  name = "x-${var.b ? "}" : "{"}" # why
                  list = ["one", # first
                    "two",
                  ]
                  sum  = 6 * local.c.d + var.e

                  dynamic "part" {
                    for_each = var.f == null ? [] : [1]
                    content { g = part.value }
                  }
                }
                locals { h = { i = 1, "j" = "k" } }
                """)
            .body();

    Block queue = body.blocks().getFirst();
    assertThat(queue).hasToString("a.tf: resource aws_sqs_queue.a");
    assertThat(queue.body().get("name").text()).isEqualTo("\"x-${var.b ? \"}\" : \"{\"}\"");
    assertThat(queue.body().get("list").texts()).containsExactly("one", "two");
    assertThat(queue.body().get("sum").text()).isEqualTo("6 * local.c.d + var.e");
    assertThat(queue.body().dynamic("part").only("content").get("g").text())
        .isEqualTo("part.value");
    Body object = body.only("locals").get("h").object();
    assertThat(object.get("i").number()).isEqualTo(1);
    assertThat(object.get("j").string()).isEqualTo("k");
  }

  @Test
  void refusesWhatItDoesNotRead() {
    for (String text :
        List.of("a = <<EOF\n", "a = 1\na = 2\n", "b {\n", "}\n", "a = /* b */ 1\n")) {
      assertThatThrownBy(() -> new HclReader("a.tf", text).body())
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a.tf:");
    }
  }
}
