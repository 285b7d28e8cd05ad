package dev.blast.aws.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.alert.Alerts.AlertLost;
import dev.blast.alert.AlertsContract;
import dev.blast.aws.Connections;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;

/** The contract, over SNS's protocol. */
class SnsAlertsTest extends AlertsContract {

  /** An attempt that is given up after the server took it is made once more: no matter of this. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SnsServer server = new SnsServer();
  private final SnsClient client = client(server.endpoint());

  private static SnsClient client(URI endpoint) {
    SnsClientBuilder builder =
        SnsClients.builder()
            .httpClientBuilder(Connections.http(4, PATIENCE))
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
    return builder
        .overrideConfiguration(
            builder
                .overrideConfiguration()
                .copy(
                    override -> override.apiCallTimeout(PATIENCE).apiCallAttemptTimeout(PATIENCE)))
        .build();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Override
  protected Alerts alerts() {
    return new SnsAlerts(client, SnsServer.TOPIC);
  }

  @Override
  protected List<String> arrived() {
    return server.published().stream().map(SnsServer.Published::message).toList();
  }

  @Override
  protected boolean fail() {
    server.fail(100);
    return true;
  }

  @Test
  void aLongTextInAnyAlphabetHasASubjectThatSnsTakes() {
    alerts()
        .raise(
            new Alert("早安\r\n\t" + "a very long sentence ".repeat(20), "\nrun morning@1", "Look."));

    SnsServer.Published published = server.published().getFirst();
    assertThat(published.subject())
        .hasSize(99)
        .startsWith("Blast, run morning@1: ? a very long sentence a very long")
        .endsWith("...");
    assertThat(published.message()).contains("早安", "run morning@1", "Look.");
  }

  @Test
  void oneFailureIsNoLoss() {
    server.fail(1);
    alerts().raise(new Alert("a", "b", "c"));

    assertThat(arrived()).hasSize(1);
  }

  @Test
  void aTopicThatIsNotThereIsNamedWithWhatToDo() {
    assertThatThrownBy(
            () -> new SnsAlerts(client, SnsServer.TOPIC + "2").raise(new Alert("a", "b", "c")))
        .isInstanceOf(AlertLost.class)
        .hasMessage(
            "SNS did not take an alert for arn:aws:sns:us-east-1:123456789012:blast-alerts2"
                + " (NotFound (HTTP 404): Topic does not exist); create the topic, or correct its"
                + " ARN");
  }

  @Test
  void aTopicThatOrdersItsMessagesIsRefused() {
    assertThatThrownBy(() -> new SnsAlerts(client, SnsServer.TOPIC + ".fifo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not the ARN of a standard topic");
  }
}
