package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token is revoked, repaired, and the run resumed: nobody is rejected for it. */
class RevokedTokenTest {

  private static final int PEOPLE = 20_000;

  @TempDir private Path folder;
  private Operator operator;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong revoked = new AtomicLong();
  private volatile boolean repaired;

  @BeforeEach
  void sits() {
    operator = new Operator(folder);
  }

  @Test
  void aTokenRevokedHalfWayPausesTheRunWithinSecondsAndNobodyIsRejected() throws IOException {
    operator.audience(PEOPLE);
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    try (Provider provider = Provider.answering(id -> half(id, accepted))) {
      Path campaign = campaign(provider, "");

      Answer first = operator.typesHere("run", campaign, "--now");
      long pausedAfter = System.nanoTime() - revoked.get();
      String run = operator.runs().getFirst();

      assertThat(first.inWords().code()).isEqualTo(1);
      assertThat(first.err())
          .contains(
              "PAUSED: the channel cannot send.", "http-401", "answered 401", "resume " + run);
      assertThat(Duration.ofNanos(pausedAfter)).isLessThan(Duration.ofSeconds(20));
      JsonNode paused = operator.typesHere("status", run, "--json").json();
      assertThat(paused.at("/outcomes/sent").asInt()).isEqualTo(accepted.size());
      assertThat(paused.at("/outcomes/rejected").asInt()).isZero();
      assertThat(paused.at("/outcomes/open").asInt()).isEqualTo(PEOPLE - accepted.size());
      System.out.printf(
          "revoked half-way: ended %.1f s later, after %,d answers of 401%n",
          pausedAfter / 1e9, asked.get() - accepted.size());

      repaired = true;
      Answer second = operator.typesHere("resume", run);
      assertThat(second.done().out()).contains("CLOSED");
      JsonNode closed = operator.typesHere("status", run, "--json").json();
      assertThat(closed.at("/outcomes/sent").asInt()).isEqualTo(PEOPLE);
      assertThat(closed.at("/outcomes/rejected").asInt()).isZero();
      assertThat(accepted).hasSize(PEOPLE);
      assertThat(
              provider.requests().stream().map(Provider.Request::key).collect(Collectors.toSet()))
          .as("keys")
          .hasSize(PEOPLE)
          .allMatch(key -> key.matches("[A-Za-z0-9_-]{1,64}"));
    }
  }

  private int half(String id, Set<String> accepted) {
    if (!repaired && asked.incrementAndGet() > PEOPLE / 2) {
      revoked.compareAndSet(0, System.nanoTime());
      return 401;
    }
    accepted.add(id);
    return 200;
  }

  @Test
  void rejectedRecipientsAreSentToAgainByReasonOnceTheirNumberIsConfirmed() throws IOException {
    operator.audience(5);
    // A 400 is final: whether the request or the recipient is wrong, Blast cannot tell.
    try (Provider provider = Provider.answering(id -> repaired || id.equals("i4") ? 200 : 400)) {
      Answer ran = operator.typesHere("run", campaign(provider, ""), "--now");
      String run = operator.runs().getFirst();
      assertThat(ran.inWords().out()).contains("4 rejected");
      repaired = true;

      assertThat(operator.typesHere("redrive", run, "--outcome", "rejected").refused().err())
          .contains("--reason");
      assertThat(
              operator
                  .typesHere(
                      "redrive", run, "--outcome", "rejected", "--reason", "http-400", "--dry-run")
                  .done()
                  .out())
          .contains("4  rejected", "http-400", "4  to be sent to again");
      Answer unconfirmed =
          operator.typesHere("redrive", run, "--outcome", "rejected", "--reason", "http-400");
      assertThat(unconfirmed.code()).isEqualTo(2);
      assertThat(unconfirmed.err()).contains("--confirm 4");
      Answer wrong =
          operator.typesHere(
              "redrive", run, "--outcome", "rejected", "--reason", "http-400", "--confirm", "5");
      assertThat(wrong.code()).isEqualTo(2);
      assertThat(provider.requests()).hasSize(5);

      Answer redriven =
          operator.typesHere(
              "redrive", run, "--outcome", "rejected", "--reason", "http-400", "--confirm", "4");
      assertThat(redriven.done().out()).contains("5 sent + 0 rejected");
      assertThat(provider.requests()).hasSize(9);
      assertThat(provider.requests().stream().map(Provider.Request::key).distinct()).hasSize(5);
    }
  }

  @Test
  void aMissingSecretOrARefusedTokenEndsInOneSentenceAndNothingIsFinal() throws IOException {
    operator.audience(3);
    try (Provider provider = Provider.answering(id -> 403)) {
      Answer answer = operator.typesHere("run", campaign(provider, ""), "--now").inWords();
      assertThat(answer.code()).isEqualTo(1);
      assertThat(answer.out()).contains("0 sent + 0 rejected", "3 open");
      assertThat(answer.err()).contains("http-403");
      assertThat(operator.typesHere("status").done().out()).contains("paused");
    }
  }

  private Path campaign(Provider provider, String more) throws IOException {
    return operator.writes(
        "spring.yaml",
        """
        id: spring
        audience: { path: people.csv, columns: { id: id, address: email } }
        message:
          channel: { type: webhook, url: "PROVIDER" }
          body: "Dear {{name}}."
        """
                .replace("PROVIDER", provider.url())
            + more);
  }
}
