package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channel.Outgoing;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookChannelTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(3);

  /** Long beside the start of an attempt, which is another fault when it takes so long. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final Outgoing MESSAGE =
      new Outgoing(
          "morning@20261121T080000Z",
          "morning@20261121T080000Z/user-1",
          "user-1",
          "secret@example.org",
          "Good \"morning\"",
          "早上好 🎟️ صباح\n",
          0);

  private final SenderChannels channels =
      new SenderChannels(Map.of("TOKEN", "t0k3n$1")::get, InstantSource.fixed(NOW), Thread::sleep);

  @AfterEach
  void close() {
    channels.close();
  }

  @ParameterizedTest
  @CsvSource({
    "200, Accepted, ''",
    "201, Accepted, ''",
    "299, Accepted, ''",
    "300, Refused, http-300",
    "301, Refused, http-301",
    "307, Refused, http-307",
    "400, Refused, http-400",
    "401, Refused, http-401",
    "404, Refused, http-404",
    "408, Refused, http-408",
    "409, Refused, http-409",
    "422, Refused, http-422",
    "429, Deferred, http-429",
    "499, Refused, http-499",
    "500, Deferred, http-500",
    "502, Deferred, http-502",
    "503, Deferred, http-503",
    "504, Deferred, http-504",
    "599, Deferred, http-599",
    "600, Unconfirmed, http-600",
  })
  void everyStatusHasOneMeaning(int status, String kind, String code) {
    try (Provider provider =
        Provider.answeringStatus(status, "Location: /elsewhere", "X-Secret: secret@example.org")) {
      Attempt attempt = channel(provider).attempt(MESSAGE);

      assertThat(attempt.getClass().getSimpleName()).isEqualTo(kind);
      assertThat(code(attempt)).isEqualTo(code);
      assertThat(attempt.toString()).doesNotContain("secret", "t0k3n", "Good");
      assertThat(provider.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | PT7S",
        "0 | PT0S",
        "3600 | PT1H",
        "999999999999999999999 | PT1H",
        "-5 | PT0S",
        "soon | PT0S",
        "Sat, 21 Nov 2026 08:01:30 GMT | PT1M30S",
        "Sat, 21 Nov 2026 07:00:00 GMT | PT0S",
        "Fri, 01 Jan 2100 00:00:00 GMT | PT1H",
      })
  void retryAfterIsSecondsOrADateOfAtMostAnHour(String header, Duration expected) {
    try (Provider provider = Provider.answeringStatus(503, "Retry-After: " + header)) {
      assertThat(channel(provider).attempt(MESSAGE))
          .isInstanceOfSatisfying(
              Attempt.Deferred.class,
              deferred -> assertThat(deferred.retryAfter()).isEqualTo(expected));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"m-1\"} | m-1",
        "{\"id\":12345} | 12345",
        "{\"nested\":{\"id\":\"no\"},\"list\":[1,{}],\"messageId\":\"m-2\"} | m-2",
        "{\"messageId\":\"m-2\",\"id\":\"m-1\"} | m-1",
        "{\"id\":null,\"messageId\":\"m-2\"} | m-2",
        "{\"id\":{\"a\":1}} | from-header",
        "[\"id\",\"m-1\"] | from-header",
        "OK | from-header",
        "{\"id\": | from-header",
        "`` | from-header",
      })
  void theProvidersIdIsInTheBodyOrElseInTheHeader(String body, String id) {
    try (Provider provider =
        Provider.answering(
            "HTTP/1.1 200 OK",
            "X-Message-Id: from-header",
            "Content-Length: " + body.length(),
            "",
            body)) {
      assertThat(channel(provider).attempt(MESSAGE)).isEqualTo(new Attempt.Accepted(id));
    }
  }

  @Test
  void anAnswerWithoutABodyIsAcceptedWithoutAnId() {
    try (Provider provider = Provider.answering("HTTP/1.1 204 No Content", "", "")) {
      assertThat(channel(provider).attempt(MESSAGE)).isEqualTo(new Attempt.Accepted(""));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 490, 512, 513, 2_048, 40_000, WebhookAnswer.MAX_BODY - 30})
  void aLongAnswerIsReadToItsEndWhetherItsLengthIsSaidOrNot(int padding) {
    String body = "{\"text\":\"" + "x".repeat(padding) + "\",\"id\":\"m-1\"}";
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n";
    try (Provider said =
            Provider.answering("HTTP/1.1 200 OK", "Content-Length: " + body.length(), "", body);
        Provider unsaid =
            Provider.answering("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", chunk, "")) {
      assertThat(channel(said).attempt(MESSAGE)).isEqualTo(new Attempt.Accepted("m-1"));
      assertThat(channel(unsaid).attempt(MESSAGE)).isEqualTo(new Attempt.Accepted("m-1"));
    }
  }

  @Test
  void anEndlessAnswerIsReadNoFurtherThanItsBound() {
    try (Provider provider =
        new Provider(
            (request, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                write(out, "400\r\n" + "x".repeat(0x400) + "\r\n");
              }
            })) {
      assertThat(channel(provider).attempt(MESSAGE)).isEqualTo(new Attempt.Accepted(""));
    }
  }

  @Test
  void theRequestIsJsonWithTheIdempotencyKeyAndTheHeadersOfTheCampaign() throws IOException {
    try (Provider provider = Provider.answeringStatus(200)) {
      channel(provider, Map.of("Authorization", "Bearer ${env:TOKEN}", "X-Plain", "a b"), LONG)
          .attempt(MESSAGE);

      Provider.Request request = provider.requests().getFirst();
      assertThat(request.line()).isEqualTo("POST /send HTTP/1.1");
      assertThat(request.headers())
          .containsEntry("idempotency-key", "morning@20261121T080000Z/user-1")
          .containsEntry("authorization", "Bearer t0k3n$1")
          .containsEntry("x-plain", "a b")
          .containsEntry("content-type", "application/json; charset=utf-8")
          .containsEntry("host", provider.url().getAuthority());
      assertThat(JsonMapper.builder().build().readTree(request.body()))
          .isEqualTo(
              JsonMapper.builder()
                  .build()
                  .valueToTree(
                      Map.of(
                          "runId", "morning@20261121T080000Z",
                          "recipientId", "user-1",
                          "address", "secret@example.org",
                          "subject", "Good \"morning\"",
                          "body", "早上好 🎟️ صباح\n")));
    }
  }

  @Test
  void keysThatDifferOnlyInWhatAHeaderCannotHoldStayDifferent() {
    assertThat(IdempotencyKey.header("run/张三")).isEqualTo("run/%E5%BC%A0%E4%B8%89");
    assertThat(IdempotencyKey.header("run/张四")).isEqualTo("run/%E5%BC%A0%E5%9B%9B");
    assertThat(IdempotencyKey.header("run/a b%\r\n")).isEqualTo("run/a%20b%25%0D%0A");
  }

  @Test
  void connectionsAreKept() {
    try (Provider provider = Provider.answeringStatus(200)) {
      Channel channel = channel(provider);
      IntStream.range(0, 20).forEach(i -> channel.attempt(MESSAGE));

      assertThat(provider.requests()).hasSize(20);
      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void refusedAnswersKeepTheirConnectionToo() {
    try (Provider provider = Provider.answeringStatus(404)) {
      Channel channel = channel(provider);
      IntStream.range(0, 20).forEach(i -> channel.attempt(MESSAGE));

      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionNobodyTakesIsDeferred() throws IOException {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    assertDeferred(nobody, "connect-refused");
  }

  @Test
  void aHostThatIsNotKnownIsDeferred() {
    assertDeferred(URI.create("http://no-such-host.invalid/"), "unknown-host");
  }

  @Test
  void aServerThatSpeaksNoTlsIsDeferred() {
    try (Provider provider = Provider.answeringStatus(200)) {
      URI https = URI.create(provider.url().toString().replace("http:", "https:"));
      assertDeferred(https, "tls-failed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"id\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "this is not HTTP\r\n\r\n",
      })
  void aConnectionCutBeforeTheAnswerIsCompleteIsUnconfirmed(String written) {
    try (Provider provider =
        new Provider(
            (request, out) -> {
              write(out, written);
              throw new IOException("cut");
            })) {
      assertThat(channel(provider).attempt(MESSAGE)).isInstanceOf(Attempt.Unconfirmed.class);
      assertThat(provider.requests()).hasSize(1);
    }
  }

  @Test
  void aRefusalWhoseBodyIsCutIsStillARefusal() {
    try (Provider provider =
        new Provider(
            (request, out) -> {
              write(out, "HTTP/1.1 410 Gone\r\nContent-Length: 50\r\n\r\n{");
              throw new IOException("cut");
            })) {
      assertThat(code(channel(provider).attempt(MESSAGE))).isEqualTo("http-410");
    }
  }

  @Test
  void silenceUntilTheTimeoutIsUnconfirmed() {
    CountDownLatch never = new CountDownLatch(1);
    try (Provider provider = new Provider((request, out) -> never.await())) {
      Attempt attempt = channel(provider, Map.of(), SHORT).attempt(MESSAGE);

      assertThat(attempt).isInstanceOf(Attempt.Unconfirmed.class);
      assertThat(code(attempt)).isEqualTo("timeout");
    }
    never.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"})
  void anAnswerThatDripsLongerThanTheTimeoutIsUnconfirmed(String head) {
    CountDownLatch enough = new CountDownLatch(1);
    try (Provider provider =
        new Provider(
            (request, out) -> {
              write(out, head);
              // each byte well within the time-out of one read
              while (!enough.await(20, TimeUnit.MILLISECONDS)) {
                write(out, "x");
              }
            })) {
      Attempt attempt = channel(provider, Map.of(), SHORT).attempt(MESSAGE);

      assertThat(attempt).isInstanceOf(Attempt.Unconfirmed.class);
      assertThat(code(attempt)).isEqualTo("timeout");
    }
    enough.countDown();
  }

  @Test
  void moreAttemptsThanConnectionsWaitForOneWithoutTimingOut() throws InterruptedException {
    try (Provider provider = Provider.answeringStatus(200)) {
      Channel channel = channels.forSettings(new Webhook(provider.url(), Map.of(), LONG, 2));
      List<Thread> threads =
          IntStream.range(0, 100)
              .mapToObj(i -> Thread.ofVirtual().start(() -> channel.attempt(MESSAGE)))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(provider.requests()).hasSize(100);
      assertThat(provider.connections()).isLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, NONE",
    "404, NONE",
    "429, THROTTLED",
    "500, UNAVAILABLE",
    "501, BROKEN",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE",
    "505, BROKEN",
    "599, BROKEN",
    "600, NONE",
  })
  void aStatusTellsHowTheProviderIs(int status, Fault fault) {
    try (Provider provider = Provider.answeringStatus(status)) {
      assertThat(channel(provider).attempt(MESSAGE).fault()).isEqualTo(fault);
    }
  }

  @Test
  void aLostConnectionAndSilenceTellHowTheProviderIs() {
    try (Provider cutting =
        new Provider(
            (request, out) -> {
              throw new IOException("cut");
            })) {
      assertThat(channel(cutting).attempt(MESSAGE).fault()).isEqualTo(Fault.CONNECTION_LOST);
    }
    CountDownLatch never = new CountDownLatch(1);
    try (Provider silent = new Provider((request, out) -> never.await())) {
      assertThat(channel(silent, Map.of(), SHORT).attempt(MESSAGE).fault())
          .isEqualTo(Fault.TIMED_OUT);
    }
    never.countDown();
  }

  private void assertDeferred(URI url, String code) {
    Attempt attempt = channels.forSettings(new Webhook(url, Map.of(), LONG, 1)).attempt(MESSAGE);

    assertThat(attempt).isInstanceOf(Attempt.Deferred.class);
    assertThat(code(attempt)).isEqualTo(code);
    assertThat(attempt.fault()).isEqualTo(Fault.UNREACHABLE);
  }

  private Channel channel(Provider provider) {
    return channel(provider, Map.of(), LONG);
  }

  private Channel channel(Provider provider, Map<String, String> headers, Duration timeout) {
    return channels.forSettings(new Webhook(provider.url(), headers, timeout, 4));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String code(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Accepted accepted -> "";
      case Attempt.Refused refused -> refused.reason().code();
      case Attempt.Misconfigured misconfigured -> misconfigured.reason().code();
      case Attempt.Deferred deferred -> deferred.reason().code();
      case Attempt.Unconfirmed unconfirmed -> unconfirmed.reason().code();
    };
  }
}
