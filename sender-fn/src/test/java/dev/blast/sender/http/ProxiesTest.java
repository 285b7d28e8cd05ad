package dev.blast.sender.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.sender.http.Proxies.ProxyMalformed;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

  private static final URI HTTPS = URI.create("https://mail.example/send");

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, https://mail.example/, proxy:3128",
    "https_proxy, https://mail.example/, proxy:3128",
    "HTTP_PROXY, http://mail.example/, proxy:3128",
    "http_proxy, http://mail.example/, proxy:3128",
    "HTTP_PROXY, https://mail.example/, ''",
    "HTTPS_PROXY, http://mail.example/, ''",
    "HTTPS_PROXY, HTTPS://mail.example/, proxy:3128",
    "HTTPS_PROXY, https://localhost/, ''",
    "HTTPS_PROXY, https://app.localhost:8443/, ''",
    "HTTP_PROXY, http://LOCALHOST:9000/, ''",
    "HTTP_PROXY, http://localhost.:9000/, ''",
    "HTTP_PROXY, http://127.0.0.1:9000/, ''",
    "HTTP_PROXY, http://127.8.9.10/, ''",
    "HTTP_PROXY, http://[::1]:9000/, ''",
    "HTTP_PROXY, http://128.0.0.1/, proxy:3128",
    "HTTP_PROXY, http://localhost.example/, proxy:3128",
  })
  void aProxyIsChosenByTheSchemeAndNeverForThisMachine(String variable, URI url, String expected) {
    Proxies proxies = new Proxies(Map.of(variable, "http://proxy:3128")::get);

    assertThat(proxies.to(url).map(Object::toString).orElse("")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*",
        "mail.example",
        "MAIL.EXAMPLE",
        ".mail.example",
        "example",
        ".example",
        "*.example",
        "other.example, mail.example",
        "other.example mail.example",
        "mail.example:443",
      })
  void aHostThatIsExemptIsReachedDirectly(String exempt) {
    assertThat(new Proxies(Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", exempt)::get).to(HTTPS))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ail.example",
        "mail.exampl",
        "mail.example:8443",
        "x.mail.example",
        ",",
        " ",
        "10.0.0.0/8"
      })
  void anotherHostIsNot(String exempt) {
    assertThat(new Proxies(Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", exempt)::get).to(HTTPS))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, http://10.1.2.3/, true",
    "10.0.0.0/8, http://10.1.2.3/, true",
    "10.1.0.0/16, http://10.1.2.3:8080/, true",
    "10.1.2.3:8080, http://10.1.2.3:8080/, true",
    "10.2.0.0/16, http://10.1.2.3/, false",
    "0.0.0.0/0, http://10.1.2.3/, true",
    "10.0.0.0/33, http://10.1.2.3/, false",
    "10.0.0.0/x, http://10.1.2.3/, false",
    "2.3, http://10.1.2.3/, false",
    "fd00::/8, http://[fd12::1]/, true",
    "fd12::1, http://[fd12::1]/, true",
    "[fd12::1]:8080, http://[fd12::1]:8080/, true",
    "[fd12::1]:8080, http://[fd12::1]/, false",
    "fe80::/10, http://[fd12::1]/, false",
  })
  void addressesAndNetworksAreExemptToo(String exempt, URI url, boolean direct) {
    Proxies proxies = new Proxies(Map.of("http_proxy", "proxy:3128", "no_proxy", exempt)::get);

    assertThat(proxies.to(url).isEmpty()).isEqualTo(direct);
  }

  @Test
  void lowerCaseWins() {
    Proxies proxies =
        new Proxies(Map.of("https_proxy", "http://lower:1", "HTTPS_PROXY", "http://upper:2")::get);

    assertThat(proxies.to(HTTPS).map(Object::toString)).contains("lower:1");
  }

  @ParameterizedTest
  @CsvSource({
    "proxy, proxy:80",
    "proxy:3128, proxy:3128",
    "http://proxy, proxy:80",
    "HTTP://Proxy:3128/, proxy:3128",
    "' http://proxy:3128 ', proxy:3128",
    "http://joe:hunter2@proxy:3128, proxy:3128",
    "http://[::1]:3128, ::1:3128",
    "127.0.0.1:9, 127.0.0.1:9",
  })
  void aProxyIsAnAddressWithOrWithoutAScheme(String value, String expected) {
    assertThat(new Proxies(Map.of("https_proxy", value)::get).to(HTTPS).map(Object::toString))
        .contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEmptyVariableIsNone(String value) {
    assertThat(new Proxies(Map.of("https_proxy", value)::get).to(HTTPS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://joe:hunter2@proxy:1080",
        "https://proxy:3128",
        "http://",
        "http://:3128",
        "hunter2 proxy",
        "http://hunter2:port",
        "proxy:0",
        "proxy:99999",
        "http://joe:hun%ter2@proxy:1",
      })
  void whatNamesNoHttpProxyIsRefusedWithoutBeingShown(String value) {
    assertThatThrownBy(() -> new Proxies(Map.of("https_proxy", value)::get).to(HTTPS))
        .isInstanceOf(ProxyMalformed.class)
        .hasMessageStartingWith("the environment variable https_proxy names no HTTP proxy: found ")
        .hasMessageEndingWith(", expected http://HOST:PORT; correct it, or unset it.")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aMalformedVariableMattersOnlyWhereItIsUsed() {
    Map<String, String> variables = Map.of("https_proxy", "socks5://x", "no_proxy", "mail.example");

    assertThat(new Proxies(variables::get).to(HTTPS)).isEmpty();
    assertThat(new Proxies(variables::get).to(URI.create("https://127.0.0.1/"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://joe:hunter2@p, Basic am9lOmh1bnRlcjI=",
    "http://joe@p, Basic am9lOg==",
    "http://joe:h%40nter2@p, Basic am9lOmhAbnRlcjI=",
    "http://p, ''",
  })
  void userAndPasswordAreForTheProxyAlone(String value, String header) {
    Optional<Proxies.Proxy> proxy = new Proxies(Map.of("https_proxy", value)::get).to(HTTPS);

    assertThat(proxy.orElseThrow().authorization().orElse("")).isEqualTo(header);
    assertThat(proxy.toString()).doesNotContain("joe", "nter2", "Basic");
  }
}
