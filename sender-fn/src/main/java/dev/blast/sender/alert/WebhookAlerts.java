package dev.blast.sender.alert;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.sender.http.Flight;
import dev.blast.sender.http.PostFailed;
import dev.blast.sender.http.Poster;
import dev.blast.sender.http.Proxies;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Alerts by HTTP POST of JSON: {@code {"text":…,"what":…,"where":…,"todo":…}}. {@code text} holds
 * all of it in one line, which is what the incoming webhooks of chat systems show. One request for
 * each alert: no redirects, no repetition. Thread-safe; opened at the first alert.
 */
public final class WebhookAlerts implements Alerts, AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int CONNECTIONS = 4;

  private static final Duration LONGEST = Duration.ofSeconds(9);

  private final URI url;
  private final Poster poster;

  private WebhookAlerts(URI url, Poster poster) {
    this.url = url;
    this.poster = poster;
  }

  /**
   * Alerts to this address; empty when it is no http or https URL.
   *
   * @param url a secret, as chat systems make them: no message of this type holds more of it than
   *     its host
   * @throws Proxies.ProxyMalformed when the environment names a proxy that is none
   */
  public static Optional<WebhookAlerts> to(String url, Proxies proxies) {
    try {
      URI parsed = URI.create(url);
      boolean web = "https".equals(parsed.getScheme()) || "http".equals(parsed.getScheme());
      return web && parsed.getHost() != null
          ? Optional.of(new WebhookAlerts(parsed, new Poster(parsed, proxies, CONNECTIONS)))
          : Optional.empty();
    } catch (IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }

  @Override
  public void raise(Alert alert) {
    int status;
    try (Flight flight = poster.begin(LONGEST)) {
      status = poster.post(request(json(alert)), flight).status();
    } catch (PostFailed failed) {
      throw new AlertLost("the alert webhook at " + url.getHost() + ": " + failed.failure().code());
    }
    if (status < 200 || status > 299) {
      throw new AlertLost("the alert webhook at " + url.getHost() + " answered " + status);
    }
  }

  private byte[] request(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("Content-Type: application/json; charset=utf-8\r\nUser-Agent: blast\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] start = poster.head();
    return ByteBuffer.allocate(start.length + head.length + body.length)
        .put(start)
        .put(head)
        .put(body)
        .array();
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
    poster.close();
  }
}
