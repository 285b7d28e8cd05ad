package dev.blast.sender.alert;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Alerts by HTTP POST of JSON: {@code {"text":…,"what":…,"where":…,"todo":…}}. {@code text} holds
 * all of it in one line, which is what the incoming webhooks of chat systems show. One request for
 * each alert: no redirects, no repetition. Thread-safe; opened at the first alert.
 */
public final class WebhookAlerts implements Alerts, AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** For the connection and for each silence of an answer: less than ten seconds together. */
  private static final Timeout PATIENCE = Timeout.ofSeconds(4);

  private static final Duration LONGEST = Duration.ofSeconds(9);

  private final URI url;
  private final CloseableHttpClient http;

  private WebhookAlerts(URI url) {
    this.url = url;
    this.http =
        HttpClients.custom()
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(PATIENCE)
                    .setConnectionRequestTimeout(PATIENCE)
                    .build())
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom().setConnectTimeout(PATIENCE).build())
                    .build())
            .build();
  }

  /**
   * Alerts to this address; empty when it is no http or https URL.
   *
   * @param url a secret, as chat systems make them: no message of this type holds more of it than
   *     its host
   */
  public static Optional<WebhookAlerts> to(String url) {
    try {
      URI parsed = URI.create(url);
      boolean web = "https".equals(parsed.getScheme()) || "http".equals(parsed.getScheme());
      return web && parsed.getHost() != null
          ? Optional.of(new WebhookAlerts(parsed))
          : Optional.empty();
    } catch (IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }

  @Override
  public void raise(Alert alert) {
    HttpPost request = new HttpPost(url);
    request.setEntity(new StringEntity(json(alert), ContentType.APPLICATION_JSON));
    // The time-outs above are for each read: an answer a byte at a time would never meet them.
    CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS, Runnable::run)
        .execute(request::cancel);
    int status;
    try {
      status = http.execute(request, response -> response.getCode());
    } catch (IOException failed) {
      // Its message may hold the address.
      throw new AlertLost(
          "the alert webhook at " + url.getHost() + ": " + failed.getClass().getSimpleName());
    }
    if (status < 200 || status > 299) {
      throw new AlertLost("the alert webhook at " + url.getHost() + " answered " + status);
    }
  }

  private static String json(Alert alert) {
    return JSON.createObjectNode()
        .put("text", alert.toString())
        .put("what", alert.what())
        .put("where", alert.where())
        .put("todo", alert.todo())
        .toString();
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException leftOpen) {
      // its connections end with the process
    }
  }
}
