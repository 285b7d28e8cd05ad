package dev.blast.sender.http;

import static dev.blast.sender.http.Scripted.OK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server sends before it is asked is never an answer. */
class UnaskedTest {

  private static final Duration LONG = Duration.ofMinutes(3);

  private final AtomicLong nanos = new AtomicLong();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 408 Request Time-out\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
        "HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 2",
        "\r\n",
        "x",
      })
  void bytesThatWaitBeforeARequestAreNoAnswerToIt(String unasked) throws Exception {
    for (boolean closes : List.of(true, false)) {
      CountDownLatch said = new CountDownLatch(1);
      AtomicInteger first = new AtomicInteger();
      try (Scripted server =
              new Scripted(
                  connection -> {
                    boolean speaks = first.getAndIncrement() == 0;
                    while (!connection.request().isEmpty()) {
                      connection.say(OK);
                      if (speaks) {
                        // after its answer was read: see the latch below
                        Thread.ofVirtual().start(() -> sayLater(connection, unasked, closes, said));
                      }
                    }
                  });
          Poster poster = poster(server)) {
        prove(poster);
        said.await();

        assertThat(post(poster)).isEqualTo(200);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.connections()).hasSize(2);
      }
    }
  }

  private static void sayLater(
      Scripted.Connection connection, String unasked, boolean closes, CountDownLatch said) {
    try {
      connection.say(unasked);
      if (closes) {
        connection.socket().shutdownOutput();
      }
    } catch (IOException gone) {
      throw new AssertionError(gone);
    } finally {
      said.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK + "HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n",
        OK + OK,
        OK + "x",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n" + OK,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\nHTTP/1.1 4",
        "HTTP/1.1 204 No Content\r\n\r\nOK",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n{\"status\":\"ERROR\"}",
      })
  void whatIsLeftAfterAnAnswerEndsItsConnectionAndItsUseForMore(String answer) throws Exception {
    try (Scripted server =
            new Scripted(
                connection -> {
                  while (!connection.request().isEmpty()) {
                    connection.say(answer);
                  }
                });
        Poster poster = poster(server)) {
      prove(poster);
      for (int i = 1; i < 20; i++) {
        assertThat(post(poster)).isBetween(200, 204);
      }

      // each request had its own answer: a server that says too much is asked once a connection
      assertThat(server.requests()).hasSize(20);
      assertThat(server.connections()).hasSize(20);
    }
  }

  @Test
  void ofRequestsAtATimeEachHasItsOwnAnswer() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (Scripted server =
            new Scripted(
                connection -> {
                  while (!connection.request().isEmpty()) {
                    connection.say(
                        OK + (number.getAndIncrement() % 3 == 0 ? "HTTP/1.1 422 No\r\n\r\n" : ""));
                  }
                });
        Poster poster = poster(server)) {
      prove(poster);
      List<Integer> answers = together(259, poster);

      assertThat(answers).hasSize(259).containsOnly(200);
      assertThat(server.requests()).hasSize(260);
    }
  }

  @Test
  void anInterimAnswerIsPassedOver() throws Exception {
    try (Scripted server =
            new Scripted(
                connection -> {
                  while (!connection.request().isEmpty()) {
                    connection.say("HTTP/1.1 103 Early Hints\r\n\r\n" + OK);
                  }
                });
        Poster poster = poster(server)) {
      prove(poster);
      assertThat(post(poster)).isEqualTo(200);
      assertThat(server.connections()).hasSize(1);
    }
  }

  @Test
  void aConnectionIsUsedAgainWhenNothingFollowedTheFirstAnswer() throws Exception {
    try (Scripted server =
            new Scripted(
                connection -> {
                  while (!connection.request().isEmpty()) {
                    connection.say(OK);
                  }
                });
        Poster poster = poster(server)) {
      post(poster);
      post(poster);
      assertThat(server.connections()).hasSize(2);

      nanos.addAndGet(Links.PROBATION.toNanos());
      for (int i = 0; i < 20; i++) {
        post(poster);
      }
      assertThat(server.connections()).hasSize(2);
      assertThat(together(100, poster)).hasSize(100).containsOnly(200);
      assertThat(server.connections()).hasSizeLessThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 301, 404, 429, 503})
  void anAnswerOfAnyKindKeepsItsConnection(int status) throws Exception {
    try (Scripted server =
            new Scripted(
                connection -> {
                  while (!connection.request().isEmpty()) {
                    connection.say("HTTP/1.1 " + status + " x\r\nContent-Length: 2\r\n\r\n{}");
                  }
                });
        Poster poster = poster(server)) {
      prove(poster);
      for (int i = 0; i < 20; i++) {
        assertThat(post(poster)).isEqualTo(status);
      }
      assertThat(server.connections()).hasSize(1);
    }
  }

  @Test
  void moreRequestsThanConnectionsWaitForOneWithoutTimingOut() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Scripted server =
            new Scripted(
                connection -> {
                  while (!connection.request().isEmpty()) {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    open.decrementAndGet();
                    connection.say(OK);
                  }
                });
        Poster poster = new Poster(server.url(), new Proxies(name -> null), 2)) {
      assertThat(together(100, poster)).hasSize(100).containsOnly(200);
      assertThat(most.get()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void whatFollowsAnAnswerOnlyWhenThatIsAcknowledgedIsNoAnswerToTheNext() throws Exception {
    try (Scripted server =
            new Scripted(
                connection -> {
                  connection.socket().setTcpNoDelay(false);
                  while (!connection.request().isEmpty()) {
                    connection.say(OK);
                    connection.say("HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        Poster poster = new Poster(server.url(), new Proxies(name -> null), 4)) {
      List<Integer> answers = together(260, poster);

      assertThat(answers).hasSize(260).containsOnly(200);
      assertThat(server.requests()).hasSize(260);
    }
  }

  @Test
  void aServerThatSpeaksFirstAndNoHttpIsNamed() {
    try (Scripted server =
            new Scripted(
                connection -> {
                  connection.say("220 mail.example ESMTP\r\n");
                  while (!connection.request().isEmpty()) {
                    connection.say("500 what?\r\n");
                  }
                });
        Poster poster = poster(server)) {
      // On a connection this new its words may come before the look or after it.
      assertThatThrownBy(() -> post(poster))
          .isInstanceOfSatisfying(
              PostFailed.class, failed -> assertThat(failed.failure()).isEqualTo(Failure.NO_HTTP));
    }
  }

  @Test
  void aServerThatClosesAfterEachAnswerWithoutSayingSoIsAskedOnceAConnection() throws Exception {
    try (Scripted server =
            new Scripted(
                connection -> {
                  if (!connection.request().isEmpty()) {
                    connection.say(OK);
                  }
                });
        Poster poster = new Poster(server.url(), new Proxies(name -> null), 4)) {
      assertThat(together(200, poster)).hasSize(200).containsOnly(200);
      assertThat(server.requests()).hasSize(200);
    }
  }

  @Test
  void aServerThatKeepsConnectionsAgainIsAskedMoreThanOnceAConnectionAgain() throws Exception {
    AtomicInteger connected = new AtomicInteger();
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted server =
            new Scripted(
                connection -> {
                  boolean closes = connected.getAndIncrement() == 0;
                  while (!connection.request().isEmpty()) {
                    connection.say(OK);
                    if (closes) {
                      connection.socket().shutdownOutput();
                      closed.countDown();
                    }
                  }
                });
        Poster poster = poster(server)) {
      prove(poster);
      closed.await();
      post(poster);
      post(poster);
      assertThat(server.connections()).as("once a connection").hasSize(3);

      nanos.addAndGet(Links.PROMPT.toNanos());
      for (int i = 0; i < 5; i++) {
        post(poster);
      }
      assertThat(server.connections()).as("the one that was left alone is used").hasSize(3);
    }
  }

  @Test
  void aConnectionThatWasClosedAfterALongRestOnlyShortensRests() throws Exception {
    AtomicInteger connected = new AtomicInteger();
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted server =
            new Scripted(
                connection -> {
                  boolean closes = connected.getAndIncrement() == 0;
                  while (!connection.request().isEmpty()) {
                    connection.say(OK);
                    if (closes) {
                      connection.socket().shutdownOutput();
                      closed.countDown();
                    }
                  }
                });
        Poster poster = poster(server)) {
      prove(poster);
      closed.await();
      nanos.addAndGet(Duration.ofSeconds(10).toNanos());
      post(poster);
      post(poster);
      nanos.addAndGet(Duration.ofSeconds(4).toNanos());
      post(poster);
      assertThat(server.connections()).as("used again").hasSize(2);

      nanos.addAndGet(Duration.ofSeconds(6).toNanos());
      post(poster);
      assertThat(server.connections()).as("not used after more than half of that").hasSize(3);
    }
  }

  @Test
  void anAnswerThatEndsItsConnectionIsFollowedByAnother() throws Exception {
    try (Scripted server =
            new Scripted(
                connection -> {
                  if (!connection.request().isEmpty()) {
                    connection.say(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nOK");
                  }
                });
        Poster poster = poster(server)) {
      assertThat(together(40, poster)).hasSize(40).containsOnly(200);
    }
  }

  /** Four at a time; 0 for one without an answer. */
  static List<Integer> together(int requests, Poster poster) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(requests);
    List<List<Integer>> answers = List.of(list(), list(), list(), list());
    List<Thread> threads = new ArrayList<>();
    for (List<Integer> mine : answers) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (left.getAndDecrement() > 0) {
                      try {
                        mine.add(post(poster));
                      } catch (PostFailed | IOException failed) {
                        mine.add(0);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return answers.stream().flatMap(List::stream).toList();
  }

  private static List<Integer> list() {
    return new ArrayList<>();
  }

  static int post(Poster poster) throws PostFailed, IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(poster.head());
    request.write("Content-Length: 5\r\n\r\nhello".getBytes(US_ASCII));
    try (Flight flight = poster.begin(LONG)) {
      return poster.post(request.toByteArray(), flight).status();
    }
  }

  /** A first request, and the time after which connections are used again. */
  private void prove(Poster poster) throws PostFailed, IOException {
    post(poster);
    nanos.addAndGet(Links.PROBATION.toNanos());
  }

  private Poster poster(Scripted server) {
    return new Poster(
        server.url(),
        new Proxies(name -> null),
        4,
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        nanos::get);
  }
}
