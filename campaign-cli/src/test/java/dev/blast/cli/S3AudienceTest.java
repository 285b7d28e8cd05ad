package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3AudienceTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience:
        path: s3://audiences/2026/people.csv
        columns: { id: id, address: email }
        suppress: [ { path: "s3://audiences/never.csv", column: email } ]
        limits: { invalid: 25% }
      message: { channel: { type: demo, latency: 0s }, body: "Dear {{name}}" }
      """;

  private static final String PEOPLE =
      """
      id,email,name
      a1,ann@example.com,Ann
      b2,bob@example.com,Bob
      c3,,Cyd
      f6,never@example.com,Fay
      """;

  private final S3Stand s3 = new S3Stand();
  @TempDir private Path folder;
  private Operator operator;
  private Path campaign;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    campaign = operator.writes("spring.yaml", CAMPAIGN);
    s3.put("audiences/2026/people.csv", PEOPLE);
    s3.put("audiences/never.csv", "email\nnever@example.com\n");
  }

  @AfterEach
  void goes() {
    s3.close();
  }

  @Test
  void validatingAsksNobody() {
    operator.types("validate", campaign).done();
    assertThat(s3.requests()).isEmpty();
  }

  @Test
  void anAudienceInS3IsStaged() {
    JsonNode facts = operator.typesHere("stage", campaign, "--json").done().json();
    assertThat(facts.get("rows").asLong()).isEqualTo(4);
    assertThat(facts.get("invalid").asLong()).isEqualTo(1);
    assertThat(facts.get("suppressed").asLong()).isEqualTo(1);
    assertThat(facts.get("recipients").asLong()).isEqualTo(2);
    assertThat(s3.requests())
        .filteredOn(request -> !request.startsWith("bytes=0-0 "))
        .hasSize(2)
        .allMatch(request -> request.contains("\""));
  }

  @Test
  void aCompressedAudienceInS3IsStaged() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(PEOPLE.getBytes(StandardCharsets.UTF_8));
    }
    s3.put("audiences/2026/people.csv.gz", packed.toByteArray());
    Path compressed = operator.writes("gz.yaml", CAMPAIGN.replace("people.csv", "people.csv.gz"));
    operator.typesHere("run", compressed, "--now", "--json").done();
    assertThat(operator.data().resolve("runs").resolve(operator.runs().getFirst()))
        .satisfies(run -> assertThat(run.resolve("audience.csv")).hasContent(PEOPLE));
  }

  @Test
  void aCampaignWithAnAudienceInS3IsRunAndReported() throws IOException {
    Answer answer = operator.typesHere("run", campaign, "--now").done();
    assertThat(answer.out()).contains("The books balance.");
    String run = operator.runs().getFirst();
    assertThat(Files.readString(operator.data().resolve("runs/" + run + "/manifest.json")))
        .contains("\"format\":2")
        .contains("\"tag\":\"\\\"");
    assertThat(operator.typesHere("report", run).done().rows())
        .extracting(row -> row.get("recipient_id") + " " + row.get("outcome"))
        .containsExactly("a1 sent", "b2 sent", "c3 invalid", "f6 suppressed");
  }

  @Test
  void anObjectThatWasReplacedIsRefused() {
    operator.typesHere("run", campaign, "--now").done();
    s3.put("audiences/2026/people.csv", PEOPLE.replace("Ann", "Eve"));
    Answer answer = operator.typesHere("report", operator.runs().getFirst()).inWords();
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err())
        .contains("s3://audiences/2026/people.csv")
        .contains("found     another file in its place")
        .contains("put the file back as it was and resume, or start a new run");
  }

  @Test
  void anObjectThatIsNotThereIsABadPath() throws IOException {
    Path wrong = operator.writes("wrong.yaml", CAMPAIGN.replace("2026/people", "2025/people"));
    assertThat(operator.typesHere("stage", wrong).refused().err())
        .contains("s3://audiences/2025/people.csv")
        .contains("found     no such object");
  }

  @Test
  void anEmptyObjectIsAnEmptyFile() {
    s3.put("audiences/2026/people.csv", "");
    assertThat(operator.typesHere("stage", campaign).refused().err())
        .contains("s3://audiences/2026/people.csv")
        .contains("found     an empty file");
  }

  @Test
  void withS3OutOfOrderTheRunIsKeptAndGoesOnLater() {
    s3.outOfOrder(true);
    Answer answer = operator.typesHere("run", campaign, "--now").inWords();
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err())
        .contains("S3 does not give s3://audiences/never.csv at the moment")
        .contains("try again later");
    s3.outOfOrder(false);
    assertThat(operator.typesHere("resume", operator.runs().getFirst()).done().out())
        .contains("The books balance.");
  }
}
