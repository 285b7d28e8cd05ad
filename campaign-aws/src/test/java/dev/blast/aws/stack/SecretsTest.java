package dev.blast.aws.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.stack.SecretState.Blank;
import dev.blast.aws.stack.SecretState.Denied;
import dev.blast.aws.stack.SecretState.Held;
import dev.blast.aws.stack.SecretState.Missing;
import dev.blast.aws.stack.SecretState.Undeclared;
import dev.blast.aws.stack.Secrets.SecretsUnavailable;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Over Systems Manager's own protocol. */
class SecretsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ARN = "arn:aws:ssm:us-east-1:123456789012:parameter";

  private final SsmServer ssm = new SsmServer();
  private Instant now = Instant.parse("2026-12-01T08:00:00Z");

  @AfterEach
  void goes() {
    ssm.close();
  }

  @Test
  void nothingIsReadBeforeOneIsAskedForAndAllOfThemThenAndOnce() {
    ssm.put("/blast/token", "t0ken");
    ssm.put("/blast/key", "k3y");
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token", "KEY", "/blast/key"));
    assertThat(secrets.get("PATH")).isNull();
    assertThat(ssm.asked()).isEmpty();

    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
    ssm.put("/blast/key", "another");
    assertThat(secrets.get("KEY")).isEqualTo("k3y");
    assertThat(ssm.asked()).containsExactly(List.of("/blast/key", "/blast/token"));
    assertThat(ssm.signature()).startsWith("id/").endsWith("/us-east-1/ssm/aws4_request");
  }

  @Test
  void aParameterMayBeNamedByItsArn() {
    ssm.put("/shared/token", "t0ken");
    assertThat(secrets(Map.of("TOKEN", ARN + "/shared/token")).get("TOKEN")).isEqualTo("t0ken");
  }

  @Test
  void tenAreAskedForAtATime() {
    Map<String, String> names =
        IntStream.range(0, 23).boxed().collect(Collectors.toMap(i -> "S" + i, i -> "/s/" + i));
    names.forEach((name, parameter) -> ssm.put(parameter, name + "!"));
    Secrets secrets = secrets(names);
    names.keySet().forEach(name -> assertThat(secrets.get(name)).isEqualTo(name + "!"));
    assertThat(ssm.asked()).extracting(List::size).containsExactly(10, 10, 3);
  }

  @Test
  void allThatAreMissingBlankOrDeniedAreToldAtOnceEachWithItsParameter() {
    ssm.put("/b/held", "v");
    ssm.put("/b/blank", " \t\u00a0\u200b\n");
    ssm.put("/b/denied", "v");
    ssm.deny("/b/denied");
    Secrets secrets =
        secrets(
            Map.of(
                "HELD", "/b/held",
                "BLANK", "/b/blank",
                "DENIED", "/b/denied",
                "GONE", "/b/gone",
                "ALSO_GONE", "/b/also-gone"));
    Map<String, SecretState> states =
        secrets.states(Set.of("HELD", "BLANK", "DENIED", "GONE", "ALSO_GONE", "OTHER"));
    assertThat(states)
        .containsEntry("HELD", new Held("/b/held"))
        .containsEntry("BLANK", new Blank("/b/blank"))
        .containsEntry("GONE", new Missing("/b/gone"))
        .containsEntry("ALSO_GONE", new Missing("/b/also-gone"))
        .containsEntry("OTHER", new Undeclared());
    assertThat(states.get("DENIED"))
        .isInstanceOfSatisfying(
            Denied.class,
            denied ->
                assertThat(denied.why())
                    .startsWith("AccessDeniedException (HTTP 400): not authorized"));
    assertThat(List.copyOf(states.keySet())).isSorted();
    assertThat(states.toString()).doesNotContain("v,");
    assertThat(secrets.get("BLANK")).isNull();
    assertThat(secrets.get("DENIED")).isNull();
    assertThat(secrets.get("HELD")).isEqualTo("v");
  }

  @Test
  void oneThatIsPutInPlaceIsFoundByTheNextLookAndStaysWithoutAnother() {
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token"));
    assertThat(secrets.get("TOKEN")).isNull();
    ssm.put("/blast/token", "t0ken");
    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
    int asked = ssm.asked().size();
    assertThat(secrets.states(Set.of("TOKEN"))).containsEntry("TOKEN", new Held("/blast/token"));
    assertThat(ssm.asked()).hasSize(asked);
  }

  @ParameterizedTest
  @CsvSource({
    "400, ThrottlingException",
    "429, TooManyRequestsException",
    "500, InternalServerError",
    "503, ServiceUnavailable",
    "400, ExpiredTokenException",
    "403, SignatureDoesNotMatch",
  })
  void aFailureThatPassesSaysNothingAboutSecretsAndIsTriedAgain(int status, String code) {
    ssm.put("/blast/token", "t0ken");
    ssm.refuse(status, code, "later");
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token"));
    assertThatThrownBy(() -> secrets.states(Set.of("TOKEN")))
        .isInstanceOf(SecretsUnavailable.class)
        .hasMessageContaining(code + " (HTTP " + status + "): later")
        .hasMessageNotContaining("t0ken");
    ssm.refuseNoMore();
    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AccessDeniedException", "InvalidKeyId", "ValidationException"})
  void aRefusalThatLastsIsAStateOfTheSecret(String code) {
    ssm.refuse(400, code, "no");
    assertThat(secrets(Map.of("TOKEN", "/blast/token")).states(Set.of("TOKEN")))
        .containsEntry("TOKEN", new Denied("/blast/token", code + " (HTTP 400): no"));
  }

  @Test
  void aServiceThatDoesNotAnswerIsAFailureThatPasses() {
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token"));
    ssm.close();
    assertThatThrownBy(() -> secrets.get("TOKEN")).isInstanceOf(SecretsUnavailable.class);
  }

  @Test
  void aRotatedSecretIsReadAgainOnceInTenSecondsHoweverManyAsk() throws Exception {
    ssm.put("/blast/token", "old");
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token"));
    assertThat(secrets.refresh()).as("nothing was read that could be old").isFalse();
    assertThat(secrets.get("TOKEN")).isEqualTo("old");
    ssm.put("/blast/token", "new");

    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> refreshed = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        refreshed.add(many.submit(secrets::refresh));
      }
      for (Future<Boolean> each : refreshed) {
        each.get();
        assertThat(secrets.get("TOKEN")).isEqualTo("new");
      }
    }
    assertThat(ssm.asked()).hasSize(2);

    ssm.put("/blast/token", "newer");
    now = now.plusMillis(9_999);
    assertThat(secrets.refresh()).isFalse();
    assertThat(secrets.get("TOKEN")).isEqualTo("new");
    now = now.plusMillis(1);
    assertThat(secrets.refresh()).isTrue();
    assertThat(secrets.get("TOKEN")).isEqualTo("newer");
    assertThat(ssm.asked()).hasSize(3);
  }

  @Test
  void whatARefreshCannotReadStaysAsItWas() {
    ssm.put("/blast/token", "t0ken");
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token"));
    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
    ssm.refuse(503, "ServiceUnavailable", "later");
    assertThat(secrets.refresh()).isFalse();
    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
    ssm.refuseNoMore();
    ssm.delete("/blast/token");
    now = now.plusSeconds(10);
    assertThat(secrets.refresh()).isTrue();
    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
  }

  @Test
  void whatIsNoObjectOfTextsIsRefused() {
    for (String wrong : List.of("[]", "x", "null", "{\"A\": null}", "{\"A\": {}}")) {
      assertThatThrownBy(() -> Secrets.of(wrong, this::client, () -> now))
          .as(wrong)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("BLAST_SECRETS");
    }
  }

  @Test
  void aStackWithoutSecretsNeedsNotSaySo() {
    StackVariables none = StackVariables.read(name -> null, Set.of(StackVariable.BLAST_SECRETS));
    assertThat(Secrets.of(none, () -> now).get("TOKEN")).isNull();
  }

  private Secrets secrets(Map<String, String> names) {
    return Secrets.of(JSON.valueToTree(names).toString(), this::client, () -> now);
  }

  private ParameterReader client() {
    return new ParameterReader(
        new SignedHttp(
            "ssm",
            URI.create(ssm.endpoint().toString()),
            Region.US_EAST_1,
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"))));
  }
}
