package dev.blast.benchmarks.sender;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blast.queue.Recipient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;

/**
 * Apache HttpClient 5 posting the sender's bodies, made beforehand, and reading the answers: a
 * virtual thread for each connection, and nothing else.
 */
final class ClientAlone implements Work {

  private final String name;
  private final Audience audience;
  private final List<byte[]> bodies;
  private final CloseableHttpClient client;

  private ClientAlone(String name, Audience audience, CloseableHttpClient client) {
    this.name = name;
    this.audience = audience;
    this.bodies = audience.recipients().stream().map(ClientAlone::json).toList();
    this.client = client;
  }

  /** As it comes: with redirects, cookies, authentication, decompression. */
  static ClientAlone asItComes(Audience audience) {
    return new ClientAlone(
        "HttpClient 5 alone, as it comes",
        audience,
        HttpClients.custom().setConnectionManager(connections(audience)).build());
  }

  /** The connection pool and the protocol alone. */
  static ClientAlone minimal(Audience audience) {
    return new ClientAlone(
        SenderBenchmark.ALONE, audience, HttpClients.createMinimal(connections(audience)));
  }

  private static PoolingHttpClientConnectionManager connections(Audience audience) {
    int concurrency = audience.webhook().concurrency();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnPerRoute(concurrency)
        .setMaxConnTotal(concurrency)
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
        .build();
  }

  private static byte[] json(Recipient recipient) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("runId", "sender@20261124T120000Z");
    fields.put("recipientId", recipient.id());
    fields.put("address", recipient.address());
    fields.put("subject", Audience.subject(recipient));
    fields.put("body", Audience.body());
    try {
      return new ObjectMapper().writeValueAsBytes(fields);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run() throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < audience.webhook().concurrency(); i++) {
        done.add(
            threads.submit(
                () -> {
                  post(next);
                  return true;
                }));
      }
    }
    for (Future<?> each : done) {
      each.get();
    }
  }

  private void post(AtomicInteger next) throws IOException {
    HttpHost target = HttpHost.create(audience.webhook().url());
    for (int i = next.getAndIncrement(); i < bodies.size(); i = next.getAndIncrement()) {
      HttpPost request = new HttpPost(audience.webhook().url());
      request.addHeader(
          "Idempotency-Key",
          "\"sender@20261124T120000Z/" + audience.recipients().get(i).id() + '"');
      request.setEntity(new ByteArrayEntity(bodies.get(i), ContentType.APPLICATION_JSON));
      int status =
          client.execute(
              target,
              request,
              response -> {
                EntityUtils.consume(response.getEntity());
                return response.getCode();
              });
      if (status != 200) {
        throw new IOException("the provider answered " + status);
      }
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException gone) {
      // it is to go
    }
  }
}
