package dev.blast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountingProviderTest {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void everyRequestIsCountedOnceHoweverManyArriveTogether(@TempDir Path dir) throws Exception {
    try (CountingProvider provider = start(new Mood(0, 0));
        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> posts = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        String key = "run@1/r" + i % 200;
        posts.add(() -> post(provider, key, "x".repeat(20_000)).statusCode());
      }
      for (Future<Integer> answer : senders.invokeAll(posts)) {
        assertThat(answer.get()).isEqualTo(200);
      }
      provider.counts().write(dir.resolve("counts.tsv"));
      assertThat(Files.readAllLines(dir.resolve("counts.tsv")))
          .hasSize(200)
          .contains("run@1/r0\t3\t0", "run@1/r199\t3\t0");
      assertThat(provider.counts().totals()).isEqualTo(new KeyCounts.Totals(200, 600, 0, 200));
    }
  }

  @Test
  void theSharesOfDeferralsAreKeptAndEverybodyIsAcceptedInTheEnd() throws Exception {
    try (CountingProvider provider = start(new Mood(0.10, 0.05))) {
      int unavailable = 0;
      int throttled = 0;
      for (int i = 0; i < 1_000; i++) {
        for (int status = 0; status != 200; ) {
          HttpResponse<String> answer = post(provider, "run@1/r" + i, "{}");
          status = answer.statusCode();
          unavailable += status == 503 ? 1 : 0;
          throttled += status == 429 ? 1 : 0;
          assertThat(answer.headers().firstValue("Retry-After").isPresent())
              .isEqualTo(status == 429);
        }
      }
      assertThat(unavailable).isBetween(80, 160);
      assertThat(throttled).isBetween(35, 90);
      assertThat(provider.counts().totals())
          .isEqualTo(new KeyCounts.Totals(1_000, 1_000, unavailable + throttled, 0));
    }
  }

  @Test
  void aMessageWithoutAKeyIsToldApart() throws Exception {
    try (CountingProvider provider = start(new Mood(0, 0))) {
      post(provider, "", "{}");
      assertThat(provider.withoutKey()).isEqualTo(1);
      assertThat(provider.counts().totals()).isEqualTo(KeyCounts.Totals.NONE);
    }
  }

  @Test
  void theTotalsCanBeAskedForWhileItRuns() throws Exception {
    try (CountingProvider provider = start(new Mood(0, 0))) {
      post(provider, "run@1/a", "{}");
      HttpRequest counts = HttpRequest.newBuilder(uri(provider, "/counts")).build();
      assertThat(CLIENT.send(counts, BodyHandlers.ofString()).body())
          .isEqualTo("{\"keys\":1,\"accepted\":1,\"deferred\":0,\"repeated\":0}");
    }
  }

  private static CountingProvider start(Mood mood) throws IOException {
    return CountingProvider.start(0, mood, Duration.ZERO);
  }

  private static HttpResponse<String> post(CountingProvider provider, String key, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(provider, "/send")).POST(BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static URI uri(CountingProvider provider, String path) {
    return URI.create("http://127.0.0.1:" + provider.port() + path);
  }
}
