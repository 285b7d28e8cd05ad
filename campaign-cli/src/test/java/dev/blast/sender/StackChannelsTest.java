package dev.blast.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blast.aws.stack.Secrets;
import dev.blast.aws.stack.Secrets.SecretsUnavailable;
import dev.blast.aws.stack.SenderSecrets;
import dev.blast.aws.stack.SsmServer;
import dev.blast.aws.stack.StackVariable;
import dev.blast.aws.stack.StackVariables;
import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Durations;
import dev.blast.cli.AwsSettings;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channels.ChannelUnavailable;
import dev.blast.sender.channel.SenderChannels;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which channels a sender of a stack does not build. */
class StackChannelsTest {

  private static final Channel BUILT = message -> new Attempt.Accepted("");

  private final SsmServer ssm = new SsmServer();
  private final AwsSettings aws = new AwsSettings();
  private final Map<String, String> environment = new HashMap<>();
  private final List<ChannelSettings> built = new ArrayList<>();

  @BeforeEach
  void comes() {
    aws.set("aws.endpointUrlSsm", ssm.endpoint());
    aws.set("aws.region", "us-east-1");
    aws.set("aws.accessKeyId", "id");
    aws.set("aws.secretAccessKey", "secret");
  }

  @AfterEach
  void goes() {
    aws.close();
    ssm.close();
  }

  @Test
  void aChannelWhoseTimeoutAndSecretsFitIsBuilt() {
    ssm.put("/b/token", "t0ken");
    environment.put("OWN", "0wn");
    ChannelSettings settings = webhook("45s", "TOKEN", "OWN");
    assertThat(channels(60).forSettings(settings)).isSameAs(BUILT);
    assertThat(built).containsExactly(settings);
  }

  @Test
  void aTimeoutThatDoesNotFitIsRefusedWithTheLargestThatDoes() {
    assertThatThrownBy(() -> channels(60).forSettings(webhook("46s")))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessageContaining(
            "the channel's timeout of 46s does not fit into an invocation of this sender, which may"
                + " take 1m: the largest that fits is 45s")
        .hasMessageContaining("sender_timeout of the stack, --invocation of blast worker");
    assertThat(built).isEmpty();
  }

  @Test
  void whereNobodySaysHowLongAnInvocationMayTakeEveryTimeoutFits() {
    assertThat(channels(Optional.empty()).forSettings(webhook("5m"))).isSameAs(BUILT);
  }

  @Test
  void everythingThatIsInTheWayIsToldAtOnce() {
    ssm.put("/b/token", " ");
    environment.put("EMPTY", "");
    assertThatThrownBy(
            () -> channels(60).forSettings(webhook("2m", "TOKEN", "KEY", "OTHER", "EMPTY")))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessageContaining("the largest that fits is 45s")
        .hasMessageContaining(
            "secrets are missing: EMPTY (neither secret_parameters of the stack nor the sender's"
                + " environment has it), KEY (there is no SSM parameter /b/key), OTHER (neither"
                + " secret_parameters of the stack nor the sender's environment has it), TOKEN (the"
                + " SSM parameter /b/token is blank)")
        .hasMessageContaining("aws ssm put-parameter --name /b/key --type SecureString")
        .hasMessageContaining("--name /b/token --type SecureString --overwrite");
  }

  @Test
  void aSecretOfAnotherCampaignThatIsMissingIsNotInTheWay() {
    ssm.put("/b/token", "t0ken");
    assertThat(channels(60).forSettings(webhook("10s", "TOKEN"))).isSameAs(BUILT);
  }

  @Test
  void aSecretThatIsPutInPlaceIsFoundByTheNextMessage() {
    StackChannels channels = channels(60);
    assertThatThrownBy(() -> channels.forSettings(webhook("10s", "TOKEN")))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessageStartingWith(
            "a secret is missing: TOKEN (there is no SSM parameter /b/token); ");
    ssm.put("/b/token", "t0ken");
    assertThat(channels.forSettings(webhook("10s", "TOKEN"))).isSameAs(BUILT);
  }

  /** It pauses no run: the next message asks again. */
  @Test
  void aServiceThatDoesNotAnswerSaysNothingAboutTheChannel() {
    ssm.refuse(400, "ThrottlingException", "Rate exceeded");
    StackChannels channels = channels(60);
    assertThatThrownBy(() -> channels.forSettings(webhook("10s", "TOKEN")))
        .isInstanceOf(SecretsUnavailable.class);
    ssm.refuseNoMore();
    ssm.put("/b/token", "t0ken");
    assertThat(channels.forSettings(webhook("10s", "TOKEN"))).isSameAs(BUILT);
  }

  /** The channel that a warm process has built before. */
  @Test
  void aRotatedSecretIsReadAgainWhenTheProviderRefusesTheOldOne() throws Exception {
    ssm.put("/b/token", "old");
    SenderSecrets secrets = secrets();
    try (RotatingProvider provider = new RotatingProvider("old");
        SenderChannels built =
            new SenderChannels(new SenderWiring.SecretsWiring(secrets), InstantSource.system())) {
      Channel channel =
          new StackChannels(built, secrets::problem, Optional.empty())
              .forSettings(webhook(provider.url(), "10s", "TOKEN"));
      assertThat(channel.attempt(message("r1"))).isInstanceOf(Attempt.Accepted.class);
      int reads = ssm.asked().size();

      provider.accepts("new");
      ssm.put("/b/token", "new");
      assertThat(channel.attempt(message("r2"))).isInstanceOf(Attempt.Accepted.class);
      assertThat(ssm.asked()).hasSize(reads + 1);

      provider.accepts("a third, which nobody has put in place");
      assertThat(channel.attempt(message("r3"))).isInstanceOf(Attempt.Misconfigured.class);
      assertThat(channel.attempt(message("r4"))).isInstanceOf(Attempt.Misconfigured.class);
      assertThat(ssm.asked()).as("read once in ten seconds").hasSize(reads + 1);
    }
  }

  private static Channel.Outgoing message(String recipient) {
    return new Channel.Outgoing("run", "key" + recipient, recipient, "a@example.org", "", "Hi", 0);
  }

  /** Answers 401 to each token but one. */
  private static final class RotatingProvider implements AutoCloseable {

    private final HttpServer server;
    private volatile String accepted;

    RotatingProvider(String accepted) throws IOException {
      this.accepted = accepted;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    void accepts(String token) {
      accepted = token;
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/send");
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        long length = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        boolean known = accepted.equals(exchange.getRequestHeaders().getFirst("X-TOKEN"));
        exchange.sendResponseHeaders(known && length > 0 ? 204 : 401, -1);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private StackChannels channels(long seconds) {
    return channels(Optional.of(Duration.ofSeconds(seconds)));
  }

  private StackChannels channels(Optional<Duration> invocation) {
    return new StackChannels(
        settings -> {
          built.add(settings);
          return BUILT;
        },
        secrets()::problem,
        invocation);
  }

  private SenderSecrets secrets() {
    Map<String, String> stack =
        Map.of("BLAST_SECRETS", "{\"TOKEN\": \"/b/token\", \"KEY\": \"/b/key\"}");
    Secrets parameters =
        Secrets.of(
            StackVariables.read(stack::get, Set.of(StackVariable.BLAST_SECRETS)),
            InstantSource.system());
    return new SenderSecrets(parameters, environment::get);
  }

  private static ChannelSettings webhook(String timeout, String... secrets) {
    return webhook(URI.create("https://provider.example/send"), timeout, secrets);
  }

  private static ChannelSettings webhook(URI url, String timeout, String... secrets) {
    Map<String, String> headers = new HashMap<>();
    for (String secret : secrets) {
      headers.put("X-" + secret, "${env:" + secret + "}");
    }
    return new ChannelSettings.Webhook(url, headers, Durations.parse(timeout).orElseThrow(), 8);
  }
}
