package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import dev.blast.cli.Provider.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose provider refuses one recipient, told as JSON. */
class WebhookRunTest {

  /** A secret that every process has. */
  private static final String SECRET = System.getenv("PATH");

  @TempDir private static Path folder;
  private static Operator operator;
  private static Answer answer;
  private static List<Request> requests;

  @BeforeAll
  static void runs() throws IOException {
    operator = new Operator(folder);
    operator.writes(
        "people.csv",
        """
        id,email,name
        a1,ann@example.com,Ann
        gone,bob@example.com,Bob
        =1+1,li@example.com,李小龙 🎁
        +d4,,Dan
        """);
    try (Provider provider = Provider.answering(id -> id.equals("gone") ? 422 : 200)) {
      Path campaign =
          operator.writes(
              "spring.yaml",
              """
              id: spring
              audience: { path: people.csv, columns: { id: id, address: email } }
              message:
                channel:
                  type: webhook
                  url: "PROVIDER"
                  headers: { Authorization: "Bearer ${env:PATH}", X-Tenant: acme }
                subject: "For {{name}}"
                body: "Dear {{name}}, take {{coupon}}."
              coupon: { code: SPRING20 }
              """
                  .replace("PROVIDER", provider.url()));
      answer = operator.typesHere("run", campaign, "--now", "--json");
      requests = List.copyOf(provider.requests());
    }
  }

  @Test
  void aRefusedRecipientIsAnOutcomeAndTheRunIsClosed() {
    JsonNode facts = answer.done().json();
    assertThat(facts.get("run").asText()).isEqualTo(run());
    assertThat(facts.get("state").asText()).isEqualTo("CLOSED");
    assertThat(facts.get("balanced").asBoolean()).isTrue();
    assertThat(facts.has("uncertain")).isFalse();
    assertFigures(facts);
  }

  @Test
  void statusHasTheFiguresThatTheRunEndedWith() {
    JsonNode facts = operator.typesHere("status", run(), "--json").done().json();
    assertThat(facts).isEqualTo(answer.json());
    JsonNode all = operator.typesHere("status", "--json").done().json();
    assertThat(all.get("runs")).hasSize(1);
    assertThat(all.get("runs").get(0)).isEqualTo(facts);
  }

  private static void assertFigures(JsonNode facts) {
    assertThat(facts.get("rows").toString())
        .isEqualTo(
            "{\"rows\":4,\"invalid\":1,\"filtered\":0,\"duplicate\":0,\"suppressed\":0,"
                + "\"held out\":0,\"recipients\":3}");
    assertThat(facts.get("outcomes").toString())
        .isEqualTo(
            "{\"sent\":2,\"rejected\":1,\"expired\":0,\"cancelled\":0,\"dead\":0,"
                + "\"unconfirmed\":0,\"open\":0}");
  }

  @Test
  void whoWasRefusedIsReportedWithTheProvidersStatus() {
    List<CSVRecord> rejected =
        operator.typesHere("report", run(), "--only", "rejected").done().rows();
    assertThat(rejected).hasSize(1);
    assertThat(rejected.getFirst().toList())
        .startsWith("3", "gone", "rejected", "http-422: the provider answered 422", "1", "");
  }

  @Test
  void cellsThatASpreadsheetWouldExecuteAreNeutralised() {
    List<CSVRecord> rows = operator.typesHere("report", run()).done().rows();
    assertThat(rows)
        .extracting(row -> row.get("recipient_id"))
        .containsExactly("a1", "gone", "'=1+1", "'+d4");
    assertThat(rows)
        .extracting(row -> row.get("provider_id"))
        .containsExactly("'=p-a1", "", "'=p-=1+1", "");
  }

  @Test
  void eachRecipientIsAskedForOnceUnderAKeyOfItsOwn() {
    assertThat(requests)
        .extracting(Request::recipient)
        .containsExactlyInAnyOrder("a1", "gone", "=1+1");
    assertThat(requests)
        .allSatisfy(
            request -> assertThat(request.key()).isEqualTo(run() + "/" + request.recipient()));
  }

  @Test
  void theMessageReachesTheProviderUnharmed() {
    Request li =
        requests.stream().filter(r -> r.recipient().equals("=1+1")).findFirst().orElseThrow();
    assertThat(li.body().get("address").asText()).isEqualTo("li@example.com");
    assertThat(li.body().get("subject").asText()).isEqualTo("For 李小龙 🎁");
    assertThat(li.body().get("body").asText()).isEqualTo("Dear 李小龙 🎁, take SPRING20.");
    assertThat(li.headers().getFirst("X-Tenant")).isEqualTo("acme");
    assertThat(li.headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET);
  }

  @Test
  void theSecretIsInNoFileOfTheRun() throws IOException {
    try (Stream<Path> files = Files.walk(operator.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.contains(SECRET)).as("the secret in %s", file).isFalse();
      }
    }
  }

  @Test
  void neitherAddressesNorTheSecretArePrinted() {
    String printed =
        answer.everything()
            + operator.typesHere("status").everything()
            + operator.typesHere("status", run(), "--json").everything()
            + operator.typesHere("resume", run()).everything();
    assertThat(printed).doesNotContain("@example.com", SECRET, "李小龙");
  }

  private static String run() {
    return operator.runs().getFirst();
  }
}
