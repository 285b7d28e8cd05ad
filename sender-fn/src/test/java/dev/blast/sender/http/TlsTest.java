package dev.blast.sender.http;

import static dev.blast.sender.http.Scripted.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

  private final AtomicLong nanos = new AtomicLong();
  private static SSLSocketFactory trusting;
  private static Certificates certificates;

  @BeforeAll
  static void make(@TempDir Path folder) throws IOException, GeneralSecurityException {
    certificates = new Certificates(folder);
    certificates.add("good", "localhost");
    certificates.add("other", "other.example");
    certificates.add("old", "localhost", "-startdate", "-10d", "-validity", "5");
    trusting = certificates.trusting();
  }

  @ParameterizedTest
  @CsvSource({
    "other, 'is for another host: check the host of the URL, or have it replaced'",
    "old, has expired: have it renewed",
  })
  void aCertificateThatIsNotRightIsNamedWithItsFault(String alias, String fault) throws Exception {
    try (Scripted server = serving(alias);
        Poster poster = poster(server, trusting)) {
      refuses(poster, fault);
    }
  }

  @Test
  void anIssuerThatIsNotTrustedIsNamed() throws Exception {
    try (Scripted server = serving("ca");
        Poster poster = poster(server, (SSLSocketFactory) SSLSocketFactory.getDefault())) {
      refuses(
          poster,
          "is of an issuer that is not trusted here: have the server send the whole chain, or add"
              + " the issuer to Java's trust store");
    }
  }

  private void refuses(Poster poster, String fault) {
    assertThatThrownBy(() -> UnaskedTest.post(poster))
        .isInstanceOfSatisfying(
            PostFailed.class,
            failed -> {
              assertThat(failed.failure()).isEqualTo(Failure.UNTRUSTED_CERTIFICATE);
              assertThat(failed.detail())
                  .isEqualTo("the certificate of localhost " + fault + ", then resume");
            });
  }

  @Test
  void aServerThatEndsTheHandshakeIsNoFaultOfItsCertificate() throws Exception {
    try (ServerSocket plain = new ServerSocket(0);
        Scripted server =
            new Scripted(connection -> connection.socket().getInputStream().read(), plain);
        Poster poster = poster(server, trusting)) {
      assertThatThrownBy(() -> UnaskedTest.post(poster))
          .isInstanceOfSatisfying(
              PostFailed.class,
              failed ->
                  assertThat(failed.failure()).isIn(Failure.TLS_FAILED, Failure.CONNECT_FAILED));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aConnectionIsKept(String protocol) throws Exception {
    try (Scripted server =
            serving(
                "good",
                connection -> {
                  ((SSLSocket) connection.socket()).setEnabledProtocols(new String[] {protocol});
                  while (!connection.request().isEmpty()) {
                    connection.say(OK);
                  }
                });
        Poster poster = poster(server, trusting)) {
      for (int i = 0; i < 20; i++) {
        assertThat(UnaskedTest.post(poster)).isEqualTo(200);
        nanos.addAndGet(Links.PROBATION.toNanos());
      }
      assertThat(server.connections()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
  void whatWaitsBeforeARequestIsNoAnswerToIt(String protocol, boolean closes) throws Exception {
    CountDownLatch said = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    AtomicInteger first = new AtomicInteger();
    try (Scripted server =
            serving(
                "good",
                connection -> {
                  ((SSLSocket) connection.socket()).setEnabledProtocols(new String[] {protocol});
                  boolean speaks = first.getAndIncrement() == 0;
                  while (!connection.request().isEmpty()) {
                    connection.say(OK);
                    if (speaks) {
                      answered.await();
                      if (closes) {
                        connection.socket().close();
                      } else {
                        connection.say(OK);
                      }
                      said.countDown();
                    }
                  }
                });
        Poster poster = poster(server, trusting)) {
      assertThat(UnaskedTest.post(poster)).isEqualTo(200);
      answered.countDown();
      said.await();
      nanos.addAndGet(Links.PROBATION.toNanos());

      assertThat(UnaskedTest.post(poster)).isEqualTo(200);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.connections()).hasSize(2);
    }
  }

  @Test
  void moreThanTheAnswerInOneRecordIsNoAnswerToTheNext() throws Exception {
    try (Scripted server =
            serving(
                "good",
                connection -> {
                  while (!connection.request().isEmpty()) {
                    connection.say(OK + "HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        Poster poster = poster(server, trusting)) {
      for (int i = 0; i < 10; i++) {
        assertThat(UnaskedTest.post(poster)).isEqualTo(200);
        nanos.addAndGet(Links.PROBATION.toNanos());
      }
      assertThat(server.requests()).hasSize(10);
    }
  }

  private static Scripted serving(String alias) throws IOException, GeneralSecurityException {
    return serving(
        alias,
        connection -> {
          if (!connection.request().isEmpty()) {
            connection.say(OK);
          }
        });
  }

  private static Scripted serving(String alias, Scripted.Session session)
      throws IOException, GeneralSecurityException {
    return new Scripted(session, certificates.server(alias));
  }

  private Poster poster(Scripted server, SSLSocketFactory tls) {
    return new Poster(
        server.url("https", "localhost"), new Proxies(name -> null), 4, tls, nanos::get);
  }
}
