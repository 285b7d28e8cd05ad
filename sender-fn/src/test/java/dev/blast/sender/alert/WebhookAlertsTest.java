package dev.blast.sender.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.alert.Alerts.AlertLost;
import dev.blast.alert.AlertsContract;
import dev.blast.sender.http.Proxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAlertsTest extends AlertsContract {

  private static final Alert ALERT = new Alert("what \"now\"", "where", "todo");

  private static final Proxies DIRECT = new Proxies(name -> null);

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private volatile int status = 204;
  private HttpServer server;
  private WebhookAlerts alerts;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    alerts = WebhookAlerts.to(url(), DIRECT).orElseThrow();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/a-secret?key=another";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      arrived.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      if (status == 302) {
        exchange.getResponseHeaders().add("Location", url());
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @AfterEach
  void stop() {
    alerts.close();
    server.stop(0);
  }

  @Override
  protected Alerts alerts() {
    return alerts;
  }

  @Override
  protected List<String> arrived() {
    return arrived;
  }

  @Override
  protected boolean fail() {
    server.stop(0);
    return true;
  }

  @Test
  void theBodyIsJsonWhoseTextHoldsEverything() throws IOException {
    alerts.raise(ALERT);

    JsonNode json = JsonMapper.builder().build().readTree(arrived.getFirst());
    assertThat(json.get("what").asText()).isEqualTo("what \"now\"");
    assertThat(json.get("where").asText()).isEqualTo("where");
    assertThat(json.get("todo").asText()).isEqualTo("todo");
    assertThat(json.get("text").asText()).isEqualTo("where: what \"now\" todo");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 429, 500, 503})
  void anyOtherAnswerThanSuccessIsALostAlertAndIsAskedForOnce(int answer) {
    status = answer;

    assertThatThrownBy(() -> alerts.raise(ALERT))
        .isInstanceOf(AlertLost.class)
        .hasMessage("the alert webhook at 127.0.0.1 answered " + answer);
    assertThat(arrived).hasSize(1);
  }

  @Test
  void nothingOfTheAddressButItsHostIsInAMessage() {
    server.stop(0);

    assertThatThrownBy(() -> alerts.raise(ALERT))
        .isInstanceOf(AlertLost.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("another")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "pager", "ftp://pager.example/x", "http://", "http://a b", "mailto:a@b"})
  void whatIsNoWebAddressIsNone(String url) {
    assertThat(WebhookAlerts.to(url, DIRECT)).isEmpty();
  }
}
