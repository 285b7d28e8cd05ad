package dev.blast.aws.dynamo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * The way to the table, which a test can watch and break: below the SDK's retries, so that they
 * happen as they would. Thread-safe.
 */
public final class Wire implements SdkHttpClient {

  private static final Hook NOTHING = (operation, body) -> {};

  private final SdkHttpClient http;
  private volatile Hook before = NOTHING;
  private volatile Hook after = NOTHING;

  /** Called by the thread whose request it is; what it throws is a broken connection. */
  @FunctionalInterface
  public interface Hook {

    /**
     * @param operation as DynamoDB calls it, e.g. {@code UpdateItem}
     * @param body of the request, JSON
     */
    void on(String operation, String body) throws IOException;
  }

  Wire(SdkHttpClient http) {
    this.http = http;
  }

  /** From now on this is called before a request is sent. */
  public void before(Hook hook) {
    before = hook;
  }

  /** From now on this is called when a request was carried out, before its answer is seen. */
  public void after(Hook hook) {
    after = hook;
  }

  /** From now on the first answer to each request is lost, after it was carried out. */
  public void loseFirstAnswers() {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    after(
        (operation, body) -> {
          if (seen.add(body)) {
            throw new IOException("connection reset by peer");
          }
        });
  }

  /** Nothing is watched or broken any more. */
  public void heal() {
    before = NOTHING;
    after = NOTHING;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
    String operation = target.substring(target.indexOf('.') + 1);
    String body = body(request);
    ExecutableHttpRequest sent = http.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        before.on(operation, body);
        HttpExecuteResponse answer = sent.call();
        try {
          after.on(operation, body);
        } catch (IOException lost) {
          answer.responseBody().ifPresent(stream -> stream.abort());
          throw lost;
        }
        return answer;
      }

      @Override
      public void abort() {
        sent.abort();
      }
    };
  }

  private static String body(HttpExecuteRequest request) {
    if (request.contentStreamProvider().isEmpty()) {
      return "";
    }
    try (var stream = request.contentStreamProvider().get().newStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public String clientName() {
    return http.clientName();
  }

  @Override
  public void close() {
    http.close();
  }
}
