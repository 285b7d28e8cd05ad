package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebHostTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1/send",
        "https://mail.example:65535",
        "https://mail.example./send?a=b#c",
        "http://127.0.0.1:9000/send",
        "http://[::1]:8080/send",
        "https://xn--bcher-kva.example/a:b@c",
        "HTTPS://a-b.c3.example",
        "http://3com.example"
      })
  void hostsAndPortsThatCanExistHaveNoFlaw(String url) {
    assertThat(WebHost.flaw(url)).isEmpty();
    assertThat(CampaignText.problems(campaign(url))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://mail.example:0/send | the port \"0\"",
        "http://mail.example:65536 | the port \"65536\"",
        "http://mail.example:99999999999/ | the port \"99999999999\"",
        "http://mail.example:80x/send | the port \"80x\"",
        "http://mail.example:-1/ | the port \"-1\"",
        "http://mail.example:/send | a colon without a port",
        "http://exa mple/send | the host \"exa mple\"",
        "http://mail..example/ | the host \"mail..example\" with an empty part",
        "http://.example/ | the host \".example\" with an empty part",
        "http://-mail.example/ | the host \"-mail.example\"",
        "http://mail_host.example/ | the host \"mail_host.example\"",
        "http://mail.example,com/ | the host \"mail.example,com\"",
        "http://10.0.0.256/ | the host \"10.0.0.256\"",
        "http://10.0.1/ | the host \"10.0.1\"",
        "http://[::1/ | the host \"[::1\"",
        "http://[zz]/ | the host \"[zz]\"",
        "http:///send | a URL without a host",
        "https://bücher.example/ | the host \"bücher.example\" in letters beyond ASCII",
      })
  void hostsAndPortsThatCannotExistAreProblemsAtTheirPlace(String url, String found) {
    assertThat(CampaignText.problems(campaign(url)))
        .singleElement()
        .asString()
        .startsWith("c.yaml:6:34: found " + found);
  }

  @Test
  void labelsAndNamesHaveALongestLength() {
    String label = "a".repeat(63);
    assertThat(WebHost.flaw("http://" + label + ".example")).isEmpty();
    assertThat(WebHost.flaw("http://a" + label + ".example")).isPresent();
    assertThat(WebHost.flaw("http://" + (label + ".").repeat(4) + "example")).isPresent();
  }

  @Test
  void aNameInAnotherScriptIsNamedAsItIsLookedUp() {
    assertThat(WebHost.flaw("https://bücher.example/").orElseThrow().remedy())
        .isEqualTo("write xn--bcher-kva.example");
  }

  private static String campaign(String url) {
    return CampaignText.smallWith("channel", "  channel: { type: webhook, url: \"" + url + "\" }");
  }
}
