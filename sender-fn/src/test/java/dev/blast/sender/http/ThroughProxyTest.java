package dev.blast.sender.http;

import static dev.blast.sender.http.Scripted.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider on the internet, reached through a proxy on this machine. */
class ThroughProxyTest {

  private static final SSLSocketFactory USUAL = (SSLSocketFactory) SSLSocketFactory.getDefault();

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aPlainRequestNamesItsServerInItsLine() throws Exception {
    try (Scripted proxy = answering(OK);
        Poster poster = poster("http://mail.example/send?a=1", "http", proxy, "joe:hunter2@")) {
      assertThat(UnaskedTest.post(poster)).isEqualTo(200);
      nanos.addAndGet(Links.PROBATION.toNanos());
      assertThat(UnaskedTest.post(poster)).isEqualTo(200);

      assertThat(proxy.connections()).hasSize(1);
      assertThat(proxy.requests().getLast())
          .startsWith("POST http://mail.example/send?a=1 HTTP/1.1\r\nHost: mail.example\r\n")
          .contains("\r\nProxy-Authorization: Basic am9lOmh1bnRlcjI=\r\n");
    }
  }

  @Test
  void aSecureRequestIsHiddenFromTheProxy(@TempDir Path folder) throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.add("good", "mail.example");
    try (Scripted server =
            new Scripted(
                connection -> {
                  while (!connection.request().isEmpty()) {
                    connection.say(OK);
                  }
                },
                certificates.server("good"));
        Scripted proxy = tunnelling(server.url().getPort());
        Poster poster =
            poster(
                "https://mail.example/send",
                "https",
                proxy,
                "joe:hunter2@",
                certificates.trusting())) {
      assertThat(UnaskedTest.post(poster)).isEqualTo(200);
      nanos.addAndGet(Links.PROBATION.toNanos());
      assertThat(UnaskedTest.post(poster)).isEqualTo(200);

      assertThat(proxy.requests())
          .containsExactly(
              String.join(
                  "\r\n",
                  "CONNECT mail.example:443 HTTP/1.1",
                  "Host: mail.example:443",
                  "Proxy-Authorization: Basic am9lOmh1bnRlcjI=",
                  "",
                  ""));
      assertThat(server.requests())
          .hasSize(2)
          .allSatisfy(
              request ->
                  assertThat(request)
                      .startsWith("POST /send HTTP/1.1\r\nHost: mail.example\r\n")
                      .doesNotContain("Proxy-"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "407, ': check user and password in https_proxy, then resume'",
    "403, ' when asked for mail.example:443'",
    "502, ' when asked for mail.example:443'",
  })
  void whatTheProxyRefusesIsNamedWithTheProxy(int status, String words) throws Exception {
    try (Scripted proxy = answering("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
        Poster poster = poster("https://mail.example/send", "https", proxy, "joe:hunter2@")) {
      assertThatThrownBy(() -> UnaskedTest.post(poster))
          .isInstanceOfSatisfying(
              PostFailed.class,
              failed -> {
                assertThat(failed.failure()).isEqualTo(Failure.PROXY_HTTP);
                assertThat(failed.status()).isEqualTo(status);
                assertThat(failed.detail())
                    .isEqualTo(
                        "the proxy 127.0.0.1:"
                            + proxy.url().getPort()
                            + " answered "
                            + status
                            + words);
              });
    }
  }

  @Test
  void aProxyThatSpeaksNoHttpIsNamed() throws Exception {
    try (Scripted proxy = answering("SSH-2.0-x\r\n");
        Poster poster = poster("https://mail.example/send", "https", proxy, "")) {
      assertThatThrownBy(() -> UnaskedTest.post(poster))
          .isInstanceOfSatisfying(
              PostFailed.class,
              failed -> {
                assertThat(failed.failure()).isEqualTo(Failure.NO_HTTP);
                assertThat(failed.detail())
                    .isEqualTo(
                        "the proxy 127.0.0.1:"
                            + proxy.url().getPort()
                            + " speaks no HTTP: check https_proxy");
              });
    }
  }

  @Test
  void aProxyWhereNothingListensIsNamed() throws Exception {
    int port;
    try (ServerSocket nobody = new ServerSocket(0)) {
      port = nobody.getLocalPort();
    }
    Map<String, String> variables = Map.of("https_proxy", "http://127.0.0.1:" + port);
    try (Poster poster =
        new Poster(URI.create("https://mail.example/"), new Proxies(variables::get), 1)) {
      assertThatThrownBy(() -> UnaskedTest.post(poster))
          .isInstanceOfSatisfying(
              PostFailed.class,
              failed -> {
                assertThat(failed.failure()).isEqualTo(Failure.CONNECT_REFUSED);
                assertThat(failed.detail())
                    .isEqualTo("nothing listens at the proxy 127.0.0.1:" + port);
              });
    }
  }

  private static Scripted answering(String answer) {
    return new Scripted(
        connection -> {
          while (!connection.request().isEmpty()) {
            connection.say(answer);
          }
        });
  }

  /** Leads every connection to a port of this machine. */
  private static Scripted tunnelling(int port) {
    return new Scripted(
        connection -> {
          if (connection.request().isEmpty()) {
            return;
          }
          try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.say("HTTP/1.1 200 Connection established\r\n\r\n");
            AtomicReference<IOException> cut = new AtomicReference<>();
            Thread back =
                Thread.ofVirtual()
                    .start(
                        () -> {
                          try {
                            server
                                .getInputStream()
                                .transferTo(connection.socket().getOutputStream());
                          } catch (IOException gone) {
                            cut.set(gone);
                          }
                        });
            connection.in().transferTo(server.getOutputStream());
            server.shutdownOutput();
            back.join();
          }
        });
  }

  private Poster poster(String url, String scheme, Scripted proxy, String userInfo)
      throws IOException, GeneralSecurityException {
    return poster(url, scheme, proxy, userInfo, USUAL);
  }

  private Poster poster(
      String url, String scheme, Scripted proxy, String userInfo, SSLSocketFactory tls) {
    Map<String, String> variables =
        Map.of(scheme + "_proxy", "http://" + userInfo + "127.0.0.1:" + proxy.url().getPort());
    return new Poster(URI.create(url), new Proxies(variables::get), 4, tls, nanos::get);
  }
}
