package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.campaign.SecretNames;
import dev.blast.sender.http.Answer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an operator can do about an answer that refuses the sender. Holds no secret. */
final class Advice {

  private static final int LONGEST_PLACE = 120;

  /** How servers say, with a 400, that they wanted TLS: nginx, Apache, Go. */
  private static final List<String> WANTS_TLS =
      List.of("sent to HTTPS port", "SSL-enabled server port", "HTTP request to an HTTPS server");

  private final Webhook settings;

  Advice(Webhook settings) {
    this.settings = settings;
  }

  /** Whether a server that wants https says so with a status that means something else. */
  boolean isForHttps(Answer answer) {
    if (answer.status() != 400 || !"http".equalsIgnoreCase(settings.url().getScheme())) {
      return false;
    }
    String body = new String(answer.body(), StandardCharsets.ISO_8859_1);
    return WANTS_TLS.stream().anyMatch(body::contains);
  }

  /** What the provider answered, and what to do, in one line. */
  String on(Answer answer) {
    int status = answer.status();
    if (status == 407) {
      return "the proxy answered 407: check user and password in the proxy's variable, then resume";
    }
    return "the provider answered " + status + words(answer);
  }

  private String words(Answer answer) {
    return switch (answer.status()) {
      case 300, 301, 302, 303, 307, 308 -> redirect(answer);
      case 400 -> ": it wants https on this port; write https in the URL";
      case 401 -> ": " + credentials() + ", then resume";
      case 402 -> ": check the balance and quota of the account, then resume";
      case 403 -> ": " + credentials() + " and what it allows, then resume";
      case 404, 410 ->
          ": check the URL; if it says so of single people, declare answers: { "
              + answer.status()
              + ": refused }";
      case 405 -> ": it takes no POST there; check the URL";
      case 415 -> ": it does not take JSON there; check the URL";
      default -> ": check the URL and headers, then resume";
    };
  }

  private static String redirect(Answer answer) {
    return answer
        .header("Location")
        .map(Advice::place)
        .filter(place -> !place.isEmpty())
        .map(place -> " and points to " + place + ": check the URL")
        .orElse(" without saying where to: check the URL");
  }

  /** Host and path of an address: what else it has may be a secret. */
  private static String place(String location) {
    String place;
    try {
      URI to = new URI(location.strip());
      String scheme = to.getScheme() == null ? "" : to.getScheme() + "://";
      String host = to.getHost() == null ? "" : to.getHost();
      String port = to.getPort() < 0 ? "" : ":" + to.getPort();
      String path = to.getRawPath() == null ? "" : to.getRawPath();
      place = host.isEmpty() ? path : scheme + host + port + path;
    } catch (URISyntaxException malformed) {
      return "";
    }
    String printable = place.replaceAll("[^\\x21-\\x7E]", "");
    return printable.length() <= LONGEST_PLACE
        ? printable
        : printable.substring(0, LONGEST_PLACE) + "…";
  }

  private String credentials() {
    List<String> headers =
        new TreeMap<>(settings.headers())
            .entrySet().stream()
                .filter(header -> !SecretNames.in(List.of(header.getValue())).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    return headers.isEmpty()
        ? "give the campaign's headers the credential that it wants"
        : "check the credential in " + shortened(String.join(" and ", headers));
  }

  private static String shortened(String names) {
    return names.length() <= LONGEST_PLACE ? names : "the headers";
  }
}
