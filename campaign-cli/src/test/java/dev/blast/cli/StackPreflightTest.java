package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a campaign and its stack before the stack gets it. */
class StackPreflightTest {

  private static final String LATER = "2036-01-01T08:00:00Z";

  private static StackStand stand;

  @TempDir private Path folder;
  private Operator operator;
  private Map<String, String> before;

  @BeforeAll
  static void deploy() {
    stand = StackStand.withoutSenders();
  }

  @AfterAll
  static void destroy() {
    stand.close();
  }

  @BeforeEach
  void audience() throws IOException {
    operator = new Operator(folder);
    operator.audience(5);
    before = Map.copyOf(stand.variables());
  }

  @AfterEach
  void asItWas() {
    says(before);
    stand.ssm().put("/blast/prod/token", StackStand.SECRET);
    stand.ssm().allow("/blast/prod/token");
    stand.lambda().limit(1_000, 1_000);
    stand.lambda().deny(false);
  }

  @Test
  void aCampaignThatFitsIsToldWhatWasLookedAtByADryRunToo() throws Exception {
    Path campaign = campaign("fits", "36s", "deadline: 3h", "STAND_TOKEN");
    List<String> expected =
        List.of(
            "Pre-flight check on the stack prod:",
            "  ok           deadline            2036-01-01T11:00:00Z; the stack takes deadlines"
                + " until 2036-01-29T08:00:00Z",
            "  ok           timeout             36s; up to 36s fits",
            "  ok           secret STAND_TOKEN  the SSM parameter /blast/prod/token has a value",
            "  ok           concurrency         the stack has up to 6 invocations at a time, the"
                + " account 1,000");
    Answer dry = operator.onStack("schedule", campaign, "--at", LATER, "--dry-run").done();
    assertThat(dry.out().lines()).containsSequence(expected);
    assertThat(stand.scheduler().names()).isEmpty();
    Answer scheduled = operator.onStack("schedule", campaign, "--at", LATER).done();
    assertThat(scheduled.out().lines()).containsSequence(expected);
    assertThat(scheduled.everything()).doesNotContain(StackStand.SECRET);
    operator.onStack("unschedule", "fits").done();
  }

  @Test
  void everythingThatIsWrongIsToldTogetherAndNothingIsScheduled() throws Exception {
    stand.ssm().put("/blast/prod/token", "  ");
    secrets("{\"STAND_TOKEN\": \"/blast/prod/token\", \"KEY\": \"/blast/prod/key\"}");
    Path campaign =
        campaign(
            "wrong", "2m", "deadline: \"2036-02-01T08:00:00Z\"", "STAND_TOKEN", "KEY", "NOWHERE");
    for (String more : List.of("--dry-run", "--json", "--again")) {
      Answer refused = operator.onStack("schedule", campaign, "--at", LATER, more).refused();
      assertThat(refused.err())
          .contains(
              "  wrong        deadline            the stack forgets the run before it",
              "  wrong        timeout             2m does not fit; the largest that fits is 36s",
              "  wrong        secret KEY          there is no SSM parameter /blast/prod/key",
              "  wrong        secret NOWHERE      the stack has no secret of this name",
              "  wrong        secret STAND_TOKEN  the SSM parameter /blast/prod/token is blank",
              "  ok           concurrency ",
              "a channel timeout of 2m",
              "at most 36s: a sender's invocation on this stack ends after 50s",
              "set timeout of message.channel to 36s or less, or raise sender_timeout",
              "aws ssm put-parameter --name /blast/prod/key --type SecureString --value VALUE",
              "aws ssm put-parameter --name /blast/prod/token --type SecureString --overwrite",
              "add it to secret_parameters of the stack",
              "5 problems; nothing was scheduled.");
    }
    assertThat(stand.scheduler().names()).isEmpty();
  }

  @Test
  void theLargestTimeoutThatFitsIsTakenAndALongerOneIsRefusedByRescheduleToo() throws Exception {
    operator.onStack("schedule", campaign("edge", "36s", ""), "--at", LATER).done();
    Path longer = campaign("edge", "36s1ms", "");
    assertThat(operator.onStack("reschedule", longer, "--at", LATER).refused().err())
        .contains("36s1ms does not fit; the largest that fits is 36s");
    operator.onStack("unschedule", "edge").done();
  }

  @Test
  void pathsThatCannotBeTheStacksAreToldWithTheRest() throws Exception {
    Path campaign =
        operator.writes(
            "elsewhere.yaml",
            """
            id: elsewhere
            audience: { path: "%s", columns: { id: id, address: email } }
            message: { channel: { type: demo, latency: 50s }, body: "Dear {{name}}" }
            """
                .formatted(folder.resolve("people.csv")));
    assertThat(operator.onStack("schedule", campaign, "--at", LATER).refused().err())
        .contains("a file beside the campaign file", "51s does not fit", "2 problems");
  }

  @Test
  void aStackOfAnEarlierVersionIsTakenAndWhatItDoesNotSayIsNotChecked() throws Exception {
    Map<String, String> earlier = new HashMap<>(before);
    earlier
        .keySet()
        .removeAll(List.of("BLAST_SENDER_TIMEOUT", "BLAST_CONCURRENCY", "BLAST_CHANNEL_SECRETS"));
    says(earlier);
    Path campaign = campaign("earlier", "2m", "", "NOWHERE");
    assertThat(operator.onStack("schedule", campaign, "--at", LATER, "--dry-run").done().out())
        .contains(
            "  not checked  timeout         an earlier version deployed this stack, which does not"
                + " say how long a sender may take; apply Blast's Terraform of this version",
            "  not checked  secret NOWHERE  it is not in secret_parameters of the stack; ",
            "  not checked  concurrency     an earlier version deployed this stack");
  }

  @Test
  void aSecretThatIsAVariableOfTheSendersFits() throws Exception {
    says(with("BLAST_CHANNEL_SECRETS", "[\"OWN\"]"));
    Path campaign = campaign("own", "10s", "", "OWN");
    assertThat(operator.onStack("schedule", campaign, "--at", LATER, "--dry-run").done().out())
        .contains("  ok           secret OWN   it is in channel_secrets of the stack");
  }

  @Test
  void whatTheCredentialsMayNotReadIsNotCheckedAndNoReasonToRefuse() throws Exception {
    stand.ssm().deny("/blast/prod/token");
    stand.lambda().deny(true);
    Path campaign = campaign("denied", "10s", "", "STAND_TOKEN");
    assertThat(operator.onStack("schedule", campaign, "--at", LATER, "--dry-run").done().out())
        .contains(
            "  not checked  secret STAND_TOKEN  these credentials may not read the SSM parameter"
                + " /blast/prod/token (AccessDeniedException",
            "  not checked  concurrency         these credentials may not ask Lambda");
  }

  @Test
  void anAccountThatIsTooSmallIsDoubtfulAndNoReasonToRefuse() throws Exception {
    stand.lambda().limit(10, 5);
    Path campaign = campaign("small", "10s", "");
    JsonNode facts =
        operator.onStack("schedule", campaign, "--at", LATER, "--dry-run", "--json").done().json();
    assertThat(facts.at("/preflight/3/check").asText()).isEqualTo("concurrency");
    assertThat(facts.at("/preflight/3/result").asText()).isEqualTo("doubtful");
    assertThat(facts.at("/preflight/3/says").asText())
        .contains("up to 6 invocations at a time, and the account 5 (of 10", "sender_concurrency");
    assertThat(facts.at("/preflight/2/says").asText()).isEqualTo("the campaign names none");
  }

  @Test
  void validateLooksAtAStackTooWhenItIsNamed() throws Exception {
    Path campaign = campaign("checked", "37s", "", "STAND_TOKEN");
    assertThat(operator.types("validate", campaign).done().out()).doesNotContain("Pre-flight");
    assertThat(operator.onStack("validate", campaign).refused().err())
        .contains("37s does not fit; the largest that fits is 36s");
    Path shorter = campaign("checked", "36s", "", "STAND_TOKEN");
    assertThat(operator.onStack("validate", shorter).done().out())
        .contains("Pre-flight check on the stack prod:", "  ok           timeout ")
        .doesNotContain("deadline            ");
    assertThat(operator.types("validate", shorter, "--region", "us-east-1").refused().err())
        .contains("name it with --stack");
  }

  private Map<String, String> with(String variable, String value) {
    Map<String, String> changed = new HashMap<>(before);
    changed.put(variable, value);
    return changed;
  }

  private void secrets(String json) {
    says(with("BLAST_SECRETS", json));
  }

  private static void says(Map<String, String> variables) {
    stand.variables().clear();
    stand.variables().putAll(variables);
    stand.publish();
  }

  private Path campaign(String id, String timeout, String more, String... secrets)
      throws IOException {
    StringBuilder headers = new StringBuilder();
    for (String secret : secrets) {
      headers
          .append(headers.isEmpty() ? "" : ", ")
          .append("X-Token-%s: \"${env:%s}\"".formatted(secret.replace('_', '-'), secret));
    }
    return operator.writes(
        id + ".yaml",
        """
        id: %s
        audience: { path: people.csv, columns: { id: id, address: email } }
        message:
          channel:
            type: webhook
            url: "http://127.0.0.1:1/"
            timeout: %s
            headers: { %s }
          body: "Dear {{name}}"
        %s
        """
            .formatted(id, timeout, headers, more));
  }
}
