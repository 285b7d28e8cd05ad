package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.outcome.Reason;
import dev.blast.sender.http.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void everyStatusHasTheMeaningOfTheTableAndIsAskedForOnce() {
    AtomicInteger status = new AtomicInteger();
    try (Provider provider =
        new Provider(
            (request, out) ->
                write(
                    out,
                    "HTTP/1.1 "
                        + status
                        + " secret@example.org\r\nLocation: /elsewhere?secret\r\n"
                        + "X-Secret: secret@example.org\r\nContent-Length: 2\r\n\r\n{}"))) {
      Channel channel = channel(provider);
      for (int each = 200; each < 1_000; each++) {
        status.set(each);
        Attempt attempt = channel.attempt(MESSAGE);

        assertThat(kind(attempt)).as("%d", each).isEqualTo(AnswerClass.of(each));
        assertThat(code(attempt)).isEqualTo(each < 300 ? "" : "http-" + each);
        assertThat(attempt.toString()).doesNotContain("secret", "t0k3n", "Good");
        assertThat(provider.requests()).hasSize(each - 199);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, 'the provider answered 401: check the credential in Authorization, then resume'",
    "402, 'the provider answered 402: check the balance and quota of the account, then resume'",
    "403, 'the provider answered 403: check the credential in Authorization and what it allows, then"
        + " resume'",
    "404, 'the provider answered 404: check the URL; if it says so of single people, declare"
        + " answers: { 404: refused }'",
    "407, 'the proxy answered 407: check user and password in the proxy''s variable, then resume'",
    "411, 'the provider answered 411: check the URL and headers, then resume'",
    "415, 'the provider answered 415: it does not take JSON there; check the URL'",
    "501, 'the provider answered 501: check the URL and headers, then resume'",
  })
  void whatRefusesTheSenderSaysWhatToDo(int status, String detail) {
    try (Provider provider = Provider.answeringStatus(status)) {
      Attempt attempt =
          channel(provider, Map.of("Authorization", "Bearer ${env:TOKEN}"), LONG).attempt(MESSAGE);

      assertThat(attempt)
          .isEqualTo(
              new Attempt.Misconfigured(
                  new Reason("http-" + status, detail), status == 403 || status == 404));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/send/ | /send/",
        "https://mail.example/send?key=secret#top | https://mail.example/send",
        "https://joe:secret@mail.example:8443/v2 | https://mail.example:8443/v2",
        "//mail.example/v2 | mail.example/v2",
      })
  void aRedirectNamesHostAndPathOnly(String location, String place) {
    try (Provider provider = Provider.answeringStatus(301, "Location: " + location)) {
      assertThat(channel(provider).attempt(MESSAGE))
          .isEqualTo(
              new Attempt.Misconfigured(
                  new Reason(
                      "http-301",
                      "the provider answered 301 and points to " + place + ": check the URL")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Other: 1", "Location: http://a b/", "Location: ?secret"})
  void aRedirectThatLeadsNowhereSaysSo(String header) {
    try (Provider provider = Provider.answeringStatus(308, header)) {
      assertThat(channel(provider).attempt(MESSAGE))
          .isEqualTo(
              new Attempt.Misconfigured(
                  new Reason(
                      "http-308",
                      "the provider answered 308 without saying where to: check the URL")));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422, 429, 451, 499, 503})
  void aRefusalThatNamesATimeMeansLater(int status) {
    try (Provider provider = Provider.answeringStatus(status, "Retry-After: 7")) {
      assertThat(channel(provider).attempt(MESSAGE))
          .isInstanceOfSatisfying(
              Attempt.Deferred.class,
              deferred -> {
                assertThat(deferred.retryAfter()).isEqualTo(Duration.ofSeconds(7));
                assertThat(deferred.reason().code()).isEqualTo("http-" + status);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"400, soon, REFUSED", "404, -5, MISCONFIGURED", "301, 7, MISCONFIGURED"})
  void aTimeThatIsNoneAndOneOfARedirectChangeNothing(
      int status, String header, AnswerClass expected) {
    try (Provider provider = Provider.answeringStatus(status, "Retry-After: " + header)) {
      assertThat(kind(channel(provider).attempt(MESSAGE))).isEqualTo(expected);
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
        "Saturday, 21-Nov-26 08:01:30 GMT | PT1M30S",
        "Sat Nov 21 08:01:30 2026 | PT1M30S",
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
  @ValueSource(ints = {0, 490, 512, 513, 2_048, 40_000, Answer.MAX_BODY - 30})
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
  void aConnectionNobodyTakesIsDeferred() throws IOException {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    assertDeferred(nobody, "connect-refused");
  }

  @Test
  void aHostThatDoesNotExistRefusesTheSender() {
    assertThat(attempt(URI.create("http://no-such-host.invalid/")))
        .isEqualTo(
            new Attempt.Misconfigured(
                new Reason(
                    "unknown-host",
                    "there is no host no-such-host.invalid: check the URL, and the name server of"
                        + " this machine")));
  }

  @Test
  void aServerThatSpeaksNoTlsRefusesTheSender() {
    try (Provider provider = Provider.speaking("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      URI https = URI.create(provider.url().toString().replace("http:", "https:"));

      assertThat(attempt(https))
          .isEqualTo(
              new Attempt.Misconfigured(
                  new Reason(
                      "no-tls",
                      "the server speaks no TLS on port "
                          + https.getPort()
                          + ": check the scheme and port of the URL")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "220 mail.example ESMTP\r\n",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "this is not HTTP\r\n\r\n",
        "<html>\n",
        "\r\nOK",
      })
  void aServerThatSpeaksNoHttpRefusesTheSender(String words) {
    try (Provider later =
        new Provider(
            (request, out) -> {
              write(out, words);
              throw new IOException("cut");
            })) {
      assertThat(channel(later).attempt(MESSAGE))
          .isEqualTo(
              new Attempt.Misconfigured(
                  new Reason(
                      "no-http", "the server speaks no HTTP: check the host and port of the URL")));
    }
  }

  @Test
  void aServerThatSpeaksTlsWhereTheUrlIsHttpIsNamed() {
    try (Provider provider =
        new Provider(
            (request, out) -> {
              out.write(new byte[] {21, 3, 3, 0, 2, 2, 70});
              out.flush();
              throw new IOException("cut");
            })) {
      assertThat(channel(provider).attempt(MESSAGE))
          .isEqualTo(
              new Attempt.Misconfigured(
                  new Reason(
                      "no-http",
                      "the server speaks TLS: write https in the URL, or another port")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<center>The plain HTTP request was sent to HTTPS port</center>",
        "You're speaking plain HTTP to an SSL-enabled server port.",
        "Client sent an HTTP request to an HTTPS server.",
      })
  void aServerThatSaysThatItWantsTlsRefusesTheSender(String body) {
    try (Provider provider =
        Provider.answering(
            "HTTP/1.1 400 Bad Request", "Content-Length: " + body.length(), "", body)) {
      assertThat(channel(provider).attempt(MESSAGE))
          .isEqualTo(
              new Attempt.Misconfigured(
                  new Reason(
                      "http-400",
                      "the provider answered 400: it wants https on this port; write https in the"
                          + " URL")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"id\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HT",
        "HTTP/1.1 2",
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
              write(out, "HTTP/1.1 422 No\r\nContent-Length: 50\r\n\r\n{");
              throw new IOException("cut");
            })) {
      assertThat(code(channel(provider).attempt(MESSAGE))).isEqualTo("http-422");
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

  @ParameterizedTest
  @CsvSource({
    "200, NONE",
    "404, NONE",
    "429, THROTTLED",
    "500, UNAVAILABLE",
    "408, NONE",
    "501, NONE",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE",
    "505, NONE",
    "507, BROKEN",
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

  private Attempt attempt(URI url) {
    return channels.forSettings(new Webhook(url, Map.of(), LONG, 1)).attempt(MESSAGE);
  }

  private void assertDeferred(URI url, String code) {
    Attempt attempt = attempt(url);

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

  private static AnswerClass kind(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Accepted _ -> AnswerClass.ACCEPTED;
      case Attempt.Refused _ -> AnswerClass.REFUSED;
      case Attempt.Misconfigured _ -> AnswerClass.MISCONFIGURED;
      case Attempt.Deferred _ -> AnswerClass.DEFERRED;
      case Attempt.Unconfirmed _ -> AnswerClass.UNCONFIRMED;
    };
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
