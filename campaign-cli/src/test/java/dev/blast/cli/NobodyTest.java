package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NobodyTest {

  @TempDir private Path folder;
  private Operator operator;

  @BeforeEach
  void audience() throws IOException {
    operator = new Operator(folder);
    operator.writes("people.csv", "id,email,name,active\na1,ann@example.com,Ann,no\nb2,,Bob,yes\n");
  }

  private Path campaign(String limits) throws IOException {
    return operator.writes(
        "spring.yaml",
        """
        id: spring
        audience:
          path: people.csv
          columns: { id: id, address: email }
          filter: { active: "yes" }
        LIMITS
        message: { channel: { type: demo }, body: "Dear {{name}}" }
        """
            .replace("LIMITS\n", limits));
  }

  @Test
  void anAudienceThatLeavesNobodyIsRefusedAndNothingIsSent() throws IOException {
    Answer answer = operator.typesHere("run", campaign(""), "--now").refused();
    assertThat(answer.err())
        .contains(
            "no recipient in 2 rows: 1 invalid no-address: the address is empty (line 3); 1"
                + " filtered by the column 'active' (line 2)",
            "at least 1 recipient (audience.limits.recipients.min)",
            "1 problem; nothing was sent.");
    operator
        .runs()
        .forEach(
            run ->
                assertThat(operator.typesHere("status", run).done().out())
                    .isEqualTo(run + "  REFUSED" + System.lineSeparator()));
  }

  @Test
  void whoAllowsNobodyGetsAClosedRunAndAnExitCodeThatSaysSo() throws IOException {
    String limits = "  limits: { invalid: 50%, recipients: { min: 0 } }\n";
    Answer answer = operator.typesHere("run", campaign(limits), "--now").inWords();
    assertThat(answer.code()).isEqualTo(4);
    assertThat(answer.err()).contains("Nobody was sent to.");
    assertThat(answer.out())
        .contains(
            "2 rows = 1 invalid + 1 filtered + 0 duplicate + 0 suppressed + 0 recipients;"
                + " recipients = 0 sent + ",
            "CLOSED in ",
            "; 0 % sent. The books balance.");
    JsonNode facts =
        operator.typesHere("status", operator.runs().getFirst(), "--json").done().json();
    assertThat(facts.get("state").asText()).isEqualTo("CLOSED");
    assertThat(facts.get("balanced").asBoolean()).isTrue();
    assertThat(facts.get("rows").get("recipients").asLong()).isZero();
  }
}
