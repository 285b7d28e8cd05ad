package dev.blast.aws.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blast.aws.stack.Secrets.SecretsUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Over Systems Manager's own protocol. */
class SecretsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ARN = "arn:aws:ssm:eu-central-1:123456789012:parameter";

  private final Map<String, String> kept = new ConcurrentHashMap<>();
  private final List<List<String>> asked = new CopyOnWriteArrayList<>();
  private volatile boolean denied;
  private HttpServer ssm;

  @BeforeEach
  void comes() throws IOException {
    ssm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ssm.createContext("/", this::answer);
    ssm.start();
  }

  @AfterEach
  void goes() {
    ssm.stop(0);
  }

  @Test
  void nothingIsReadBeforeOneIsAskedForAndAllOfThemThenAndOnce() {
    kept.put("/blast/token", "t0ken");
    kept.put("/blast/key", "k3y");
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token", "KEY", "/blast/key"));
    assertThat(secrets.get("PATH")).isNull();
    assertThat(asked).isEmpty();

    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
    kept.put("/blast/key", "another");
    assertThat(secrets.get("KEY")).isEqualTo("k3y");
    assertThat(asked).containsExactly(List.of("/blast/key", "/blast/token"));
  }

  @Test
  void aParameterMayBeNamedByItsArn() {
    kept.put("/shared/token", "t0ken");
    assertThat(secrets(Map.of("TOKEN", ARN + "/shared/token")).get("TOKEN")).isEqualTo("t0ken");
  }

  @Test
  void tenAreAskedForAtATime() {
    Map<String, String> names =
        IntStream.range(0, 23).boxed().collect(Collectors.toMap(i -> "S" + i, i -> "/s/" + i));
    names.forEach((name, parameter) -> kept.put(parameter, name + "!"));
    Secrets secrets = secrets(names);
    names.keySet().forEach(name -> assertThat(secrets.get(name)).isEqualTo(name + "!"));
    assertThat(asked).extracting(List::size).containsExactly(10, 10, 3);
  }

  @Test
  void oneThatIsMissingIsNamedAndTriedAgain() {
    kept.put("/blast/key", "k3y");
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token", "KEY", "/blast/key"));
    assertThatThrownBy(() -> secrets.get("KEY"))
        .isInstanceOf(SecretsUnavailable.class)
        .hasMessageContaining("no parameters [\"/blast/token\"]")
        .hasMessageNotContaining("k3y");
    kept.put("/blast/token", "t0ken");
    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
  }

  @Test
  void whoMayNotReadThemIsToldWhatToAllow() {
    kept.put("/blast/token", "t0ken");
    denied = true;
    Secrets secrets = secrets(Map.of("TOKEN", "/blast/token"));
    assertThatThrownBy(() -> secrets.get("TOKEN"))
        .isInstanceOf(SecretsUnavailable.class)
        .hasMessageContaining("[/blast/token]")
        .hasMessageContaining("AccessDeniedException")
        .hasMessageContaining("allow ssm:GetParameters");
    denied = false;
    assertThat(secrets.get("TOKEN")).isEqualTo("t0ken");
  }

  @Test
  void whatIsNoObjectOfTextsIsRefused() {
    for (String wrong : List.of("[]", "x", "null", "{\"A\": null}", "{\"A\": {}}")) {
      assertThatThrownBy(() -> Secrets.of(wrong, this::client))
          .as(wrong)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("BLAST_SECRETS");
    }
  }

  @Test
  void aStackWithoutSecretsNeedsNotSaySo() {
    StackVariables none =
        StackVariables.read(name -> null, java.util.Set.of(StackVariable.BLAST_SECRETS));
    assertThat(Secrets.of(none).get("TOKEN")).isNull();
  }

  private Secrets secrets(Map<String, String> names) {
    return Secrets.of(JSON.valueToTree(names).toString(), this::client);
  }

  private ParameterReader client() {
    return new ParameterReader(
        URI.create("http://127.0.0.1:" + ssm.getAddress().getPort()),
        Region.EU_CENTRAL_1,
        StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      assertThat(request.path("WithDecryption").asBoolean()).isTrue();
      assertThat(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
          .isEqualTo("AmazonSSM.GetParameters");
      assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
          .contains("Credential=id/", "/eu-central-1/ssm/aws4_request");
      List<String> names =
          StreamSupport.stream(request.path("Names").spliterator(), false)
              .map(JsonNode::asText)
              .toList();
      asked.add(names);
      var answer = JSON.createObjectNode();
      if (denied) {
        answer.put("__type", "AccessDeniedException").put("message", "not allowed");
      } else {
        var parameters = answer.putArray("Parameters");
        var invalid = answer.putArray("InvalidParameters");
        for (String each : names) {
          String name = each.startsWith(ARN) ? each.substring(ARN.length()) : each;
          String value = kept.get(name);
          if (value == null) {
            invalid.add(each);
          } else {
            parameters.addObject().put("Name", name).put("ARN", ARN + name).put("Value", value);
          }
        }
      }
      byte[] body = JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(denied ? 400 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
