package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that never answers, and a campaign that allows one attempt. */
class DeadRecipientsTest {

  @TempDir private Path folder;

  @Test
  void whoIsDeadMayHaveBeenReachedSoASecondRunIsRefused() throws IOException {
    Operator operator = new Operator(folder);
    operator.writes("people.csv", "id,email\na,a@example.com\nb,b@example.com\n");
    Path campaign =
        operator.writes(
            "silent.yaml",
            """
            id: silent
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo, unconfirmedRate: 1.0 }, body: "Hello" }
            attempts: { max: 1, firstDelay: 100ms, maxDelay: 200ms }
            """);

    Answer first = operator.typesHere("run", campaign, "--now", "--json").inWords();

    JsonNode outcomes = first.json().get("outcomes");
    assertThat(outcomes.get("dead").asInt()).isEqualTo(2);
    assertThat(outcomes.get("unconfirmed").asInt()).isZero();
    assertThat(first.code()).as("nobody was sent to").isEqualTo(4);
    assertThat(operator.typesHere("report", operator.runs().getFirst()).done().rows())
        .allSatisfy(row -> assertThat(row.toList().get(3)).startsWith("demo-silent"));
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains("reached 2 people already");
  }
}
