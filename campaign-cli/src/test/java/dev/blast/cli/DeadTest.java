package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.delivery.DeadLetters;
import dev.blast.local.RunFolders;
import dev.blast.local.SqliteLedger;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dead RUN}, of a run that was refused by its provider here and there. */
class DeadTest {

  private static final Instant AT = Instant.parse("2026-11-21T08:00:00.118Z");

  @TempDir private static Path folder;
  private static Operator operator;
  private static String run = "";

  @BeforeAll
  static void runs() throws IOException {
    operator = new Operator(folder);
    operator.writes(
        "people.csv",
        "id,email\n"
            + IntStream.range(0, 40)
                .mapToObj(i -> "i" + i + ",p" + i + "@example.com\n")
                .collect(Collectors.joining()));
    try (Provider provider =
        Provider.answering(id -> id.endsWith("7") ? 422 : id.equals("i9") ? 451 : 200)) {
      Path campaign =
          operator.writes(
              "spring.yaml",
              """
              id: spring
              audience: { path: people.csv, columns: { id: id, address: email } }
              message: { channel: { type: webhook, url: "PROVIDER" }, body: "Dear customer" }
              """
                  .replace("PROVIDER", provider.url()));
      operator.typesHere("run", campaign, "--now").done();
    }
    run = operator.runs().getFirst();
    RunId id = RunId.parse(run).orElseThrow();
    try (SqliteLedger ledger = new RunFolders(operator.data()).ledger(id)) {
      DeadLetters letters = ledger.deadLetters();
      for (int i = 0; i < 5; i++) {
        letters.record(
            new DeadLetter(
                "m" + i,
                Kind.UNREADABLE,
                "not an envelope",
                Optional.empty(),
                1,
                AT.plusMillis(i),
                "\u001b[2Jann@example.com"));
      }
      letters.record(
          new DeadLetter(
              "w",
              Kind.WORN_OUT,
              "received too often",
              Optional.of(new EnvelopeId(id, 0, 0)),
              1000,
              AT,
              "{}"));
    }
  }

  @Test
  void whoWasNotSentToIsCountedAndNamedByOutcomeAndReason() {
    assertThat(operator.typesHere("dead", run).done().out().lines())
        .startsWith(
            run + "  5 recipients not sent to",
            "            4  rejected http-422",
            "               i7  http-422: the provider answered 422",
            "               i17  http-422: the provider answered 422",
            "               i27  http-422: the provider answered 422",
            "            1  rejected http-451",
            "               i9  http-451: the provider answered 451",
            run + "  6 dead letters",
            "            5  unreadable",
            "               m0  2026-11-21T08:00:00.118Z  received 1 time  not an envelope");
  }

  @Test
  void bodiesArePrintedOnlyWhereTheyAreAskedForAndHarmATerminalNever() {
    assertThat(operator.typesHere("dead", run).done().everything()).doesNotContain("ann@");
    assertThat(operator.typesHere("dead", run, "--json").done().everything())
        .doesNotContain("ann@", "\"body\"");
    String all = operator.typesHere("dead", run, "--bodies").done().out();
    assertThat(all).contains("m4", "\\u001B[2Jann@example.com").doesNotContain("\u001b");
  }

  @Test
  void programsGetTheSameWithEveryBodyAsItWas() throws IOException {
    JsonNode facts = operator.typesHere("dead", run, "--json", "--bodies").done().json();
    assertThat(facts.get("run").asText()).isEqualTo(run);
    assertThat(facts.get("notSent").get(1))
        .isEqualTo(
            JsonMapper.builder()
                .build()
                .readTree(
                    """
                    {"outcome":"rejected","reason":"http-451","count":1,
                     "samples":[{"recipient":"i9","reason":"http-451: the provider answered 451"}]}
                    """));
    JsonNode unreadable = facts.get("letters").get(0);
    assertThat(unreadable.get("kind").asText()).isEqualTo("unreadable");
    assertThat(unreadable.get("count").asLong()).isEqualTo(5);
    assertThat(unreadable.get("samples")).hasSize(5);
    assertThat(unreadable.get("samples").get(0).get("body").asText())
        .isEqualTo("\u001b[2Jann@example.com");
    assertThat(facts.get("letters").get(1).get("samples").get(0).get("envelope").asText())
        .isEqualTo(run + "/0/0");
  }

  @Test
  void withoutTheAudienceTheyAreCountedAndANoteSaysWhyNobodyIsNamed() throws IOException {
    Path people = folder.resolve("people.csv");
    Path away = folder.resolve("away.csv");
    Files.move(people, away);
    try {
      Operator.Answer answer = operator.typesHere("dead", run).done();
      assertThat(answer.out()).contains("4  rejected http-422").doesNotContain("i17");
      assertThat(answer.err()).contains("no recipient can be named", "people.csv");
    } finally {
      Files.move(away, people);
    }
  }

  @Test
  void aRunThatIsNotThereIsNamed() {
    assertThat(operator.typesHere("dead", "spring@20200101T000000Z").refused().err())
        .contains("there is no run spring@20200101T000000Z");
  }
}
