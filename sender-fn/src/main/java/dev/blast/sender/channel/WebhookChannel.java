package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Channel;
import dev.blast.outcome.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP POST of JSON to a provider. Redirects are not followed and nothing is repeated here: one
 * attempt is at most one request.
 */
final class WebhookChannel implements Channel, AutoCloseable {

  /** A connection unused for longer is looked at before it carries a request. */
  private static final TimeValue TRUSTED_IDLE = TimeValue.ofMilliseconds(100);

  private final HttpHost target;
  private final URI url;
  private final Header[] headers;
  private final Duration timeout;
  private final RequestConfig config;
  private final InstantSource clock;
  private final MinimalHttpClient client;
  private final ScheduledThreadPoolExecutor timer;

  WebhookChannel(Webhook settings, List<Header> headers, InstantSource clock) {
    this.url = settings.url();
    this.target = HttpHost.create(url);
    this.headers = headers.toArray(Header[]::new);
    this.timeout = settings.timeout();
    this.clock = clock;
    this.config =
        RequestConfig.custom()
            .setResponseTimeout(Timeout.of(timeout))
            .setConnectionRequestTimeout(Timeout.of(timeout))
            .build();
    this.client = client(settings);
    this.timer = timer();
  }

  /**
   * The minimal client is the connection pool and the protocol: no redirects, repetitions, cookies,
   * authentication, caches or decompression, whose machinery every request would pay for.
   */
  private static MinimalHttpClient client(Webhook settings) {
    return HttpClients.createMinimal(
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(settings.concurrency())
            .setMaxConnTotal(settings.concurrency())
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(settings.timeout()))
                    .setSocketTimeout(Timeout.of(settings.timeout()))
                    .setValidateAfterInactivity(TRUSTED_IDLE)
                    .build())
            .build());
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("webhook-time-outs").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  @Override
  public Attempt attempt(Outgoing message) {
    WebhookBody body = WebhookBody.of(message);
    return post(request(message, body), body);
  }

  private HttpPost request(Outgoing message, WebhookBody body) {
    HttpPost request = new HttpPost(url);
    request.setHeaders(headers);
    request.addHeader("Idempotency-Key", IdempotencyKey.header(message.idempotencyKey()));
    request.setEntity(body);
    request.setConfig(config);
    return request;
  }

  private Attempt post(HttpPost request, WebhookBody body) {
    // HttpClient's own time-outs are per read: a provider that answers a byte at a time would never
    // meet them.
    Overdue overdue = new Overdue(request);
    Future<?> limit = timer.schedule(overdue, timeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return exchange(request);
    } catch (IOException | RuntimeException failure) {
      boolean late = overdue.passed() || failure instanceof SocketTimeoutException;
      return body.begun() ? broken(late) : unreachable(failure, late);
    } finally {
      limit.cancel(false);
    }
  }

  private Attempt exchange(HttpPost request) throws IOException {
    ClassicHttpResponse response = client.executeOpen(target, request, null);
    try {
      return WebhookAnswer.read(response, clock);
    } finally {
      // An answer that was read to its end has given its connection back, and there is nothing to
      // cancel. Any other must not be closed as it is: closing reads on to the end.
      request.cancel();
      Closer.closeQuietly(response);
    }
  }

  private static Attempt broken(boolean late) {
    return late
        ? new Attempt.Unconfirmed(
            new Reason("timeout", "no complete answer in time"), Fault.TIMED_OUT)
        : new Attempt.Unconfirmed(
            new Reason("connection-lost", "the connection broke before the answer was complete"),
            Fault.CONNECTION_LOST);
  }

  private static Attempt unreachable(Exception failure, boolean late) {
    return late
        ? new Attempt.Deferred(
            new Reason("connect-timeout", "no connection in time"), Duration.ZERO, Fault.TIMED_OUT)
        : new Attempt.Deferred(whyUnreachable(failure), Duration.ZERO, Fault.UNREACHABLE);
  }

  private static Reason whyUnreachable(Exception failure) {
    return switch (failure) {
      case UnknownHostException _ -> new Reason("unknown-host", "the host name is not known");
      case ConnectException _ -> new Reason("connect-refused", "nobody took the connection");
      case SSLException _ -> new Reason("tls-failed", "no secure connection could be made");
      default -> new Reason("connect-failed", "the request could not be written");
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
