package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NobodyTest {

  @Test
  void aRunWhoseRowsAreAllExcludedClosesWithNoRecipient(@TempDir Path folder) throws IOException {
    Operator operator = new Operator(folder);
    operator.writes("people.csv", "id,email,name,active\na1,ann@example.com,Ann,no\nb2,,Bob,yes\n");
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience:
              path: people.csv
              columns: { id: id, address: email }
              filter: { active: "yes" }
            message: { channel: { type: demo }, body: "Dear {{name}}" }
            """);
    Answer answer = operator.typesHere("run", campaign, "--now").done();
    assertThat(answer.out())
        .contains(
            "2 rows = 1 invalid + 1 filtered + 0 duplicate + 0 suppressed + 0 recipients;"
                + " recipients = 0 sent + ",
            "CLOSED in ",
            "The books balance.");
    JsonNode facts =
        operator.typesHere("status", operator.runs().getFirst(), "--json").done().json();
    assertThat(facts.get("state").asText()).isEqualTo("CLOSED");
    assertThat(facts.get("balanced").asBoolean()).isTrue();
    assertThat(facts.get("rows").get("recipients").asLong()).isZero();
  }
}
