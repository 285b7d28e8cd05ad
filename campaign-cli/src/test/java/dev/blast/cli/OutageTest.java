package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that is out of order at first. */
class OutageTest {

  private static final int PEOPLE = 300;
  private static final int IN_VAIN = 30;

  @TempDir private Path folder;

  @Test
  void everybodyIsSentWithoutABurntAttemptAndTheOperatorIsToldWhatHeldTheRunUp()
      throws IOException {
    Operator operator = new Operator(folder);
    operator.writes(
        "people.csv",
        "id,email\n"
            + IntStream.range(0, PEOPLE)
                .mapToObj(i -> "p" + i + ",p" + i + "@example.com\n")
                .collect(Collectors.joining()));
    AtomicInteger requests = new AtomicInteger();
    try (Provider provider =
        Provider.answering(id -> requests.incrementAndGet() <= IN_VAIN ? 503 : 200)) {
      Path campaign =
          operator.writes(
              "outage.yaml",
              """
              id: outage
              audience: { path: people.csv, columns: { id: id, address: email } }
              message: { channel: { type: webhook, url: "PROVIDER" }, body: "Hello" }
              attempts: { max: 1, firstDelay: 100ms, maxDelay: 200ms }
              """
                  .replace("PROVIDER", provider.url()));

      Answer answer = operator.typesHere("run", campaign, "--now", "--json");

      JsonNode facts = answer.done().json();
      assertThat(facts.get("state").asText()).isEqualTo("CLOSED");
      assertThat(facts.get("outcomes").get("sent").asInt()).isEqualTo(PEOPLE);
      assertThat(requests).as("nobody is sent to twice").hasValue(PEOPLE + IN_VAIN);
      assertThat(answer.err())
          .containsPattern(
              "Note: attempts at webhook 127\\.0\\.0\\.1:\\d+ were suspended .*; last: http-503");
      Path events =
          operator
              .data()
              .resolve("runs")
              .resolve(operator.runs().getFirst())
              .resolve("events.jsonl");
      assertThat(Files.readString(events))
          .containsPattern("webhook 127\\.0\\.0\\.1:\\d+ is out of order: http-503")
          .containsPattern("webhook 127\\.0\\.0\\.1:\\d+ is back");
    }
  }
}
