package dev.blast.dashboard;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the page, and who may change something. Immutable.
 *
 * <p>A request must name this server as its host, so that no other site's name can be made to lead
 * here (DNS rebinding). Anywhere but on loopback it must bring the token, once in the address and
 * then in a cookie. What changes a run must come from the page itself: it brings a token that only
 * the page was given, as a header, from the same origin.
 */
final class Access {

  static final String PAGE_TOKEN = "X-Blast-Token";

  private static final int TOKEN_BYTES = 24;

  private final Optional<String> token;
  private final String pageToken = random();
  private final boolean readOnly;
  private final Set<String> names;
  private final String cookie;
  private final int port;
  private final Optional<URI> proxy;

  /**
   * @param host where the server listens
   * @param token asked of everybody; empty for nobody, on loopback only
   * @param proxy the origin under which a proxy shows it; empty without one
   */
  Access(String host, int port, Optional<String> token, boolean readOnly, Optional<URI> proxy) {
    this.token = token;
    this.readOnly = readOnly;
    this.port = port;
    this.cookie = "blast-" + port;
    this.names = names(host);
    this.proxy = proxy;
  }

  /** A token that nobody guesses. */
  static String random() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static Set<String> names(String host) {
    Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    try {
      names.add(host.toLowerCase(Locale.ROOT));
      names.add(written(InetAddress.getByName(host)));
      if (InetAddress.getByName(host).isAnyLocalAddress()) {
        names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .forEach(address -> names.add(written(address)));
      }
    } catch (UnknownHostException | SocketException unnamed) {
      return names;
    }
    return names;
  }

  private static String written(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
  }

  /** What only our page knows: whoever asks for something proves by it that they are. */
  String pageToken() {
    return pageToken;
  }

  /** Why this request is not answered; empty when it may be. */
  Optional<Refusal> refusal(Context request) {
    String host = request.header("Host");
    if (host == null || !isOurs(host)) {
      return Optional.of(
          new Refusal(
              421,
              "This is not the host you asked for; behind a proxy, start it with --origin"
                  + " https://its.name."));
    }
    String site = request.header("Sec-Fetch-Site");
    if (request.path().startsWith("/api/")
        && site != null
        && !site.equals("same-origin")
        && !site.equals("none")) {
      return Optional.of(new Refusal(403, "Only the page itself may ask for this."));
    }
    if (token.isPresent() && !knows(request, token.get())) {
      return Optional.of(
          new Refusal(401, "Open the address with ?token=… that blast dashboard printed."));
    }
    return Optional.empty();
  }

  /** Why this request may not change anything; empty when it may. */
  Optional<Refusal> refusalOfChange(Context request) {
    if (readOnly) {
      return Optional.of(new Refusal(403, "This dashboard only shows (--read-only)."));
    }
    return refusalOfForeign(request);
  }

  /** Why this request does not come from our page; empty when it does. */
  Optional<Refusal> refusalOfForeign(Context request) {
    String host = request.header("Host");
    String origin = request.header("Origin");
    String site = request.header("Sec-Fetch-Site");
    boolean same =
        origin != null
            && (origin.equals("http://" + host)
                || proxy.filter(shown -> origin.equals(shown.toString())).isPresent());
    if (!same || (site != null && !site.equals("same-origin"))) {
      return Optional.of(new Refusal(403, "Only the page itself may ask for this."));
    }
    if (!equal(pageToken, request.header(PAGE_TOKEN))) {
      return Optional.of(
          new Refusal(403, "The dashboard was started anew: load the page again, then repeat."));
    }
    return Optional.empty();
  }

  /** No answer for whoever asks. */
  record Refusal(int status, String why) {}

  /** Takes the token out of the address and into a cookie; false when it brought none. */
  boolean enters(Context request) {
    if (token.isEmpty() || !equal(token.get(), request.queryParam("token"))) {
      return false;
    }
    request.header("Set-Cookie", cookie + "=" + token.get() + "; Path=/; HttpOnly; SameSite=Lax");
    return true;
  }

  private boolean knows(Context request, String expected) {
    String authorization = request.header("Authorization");
    String bearer =
        authorization != null && authorization.startsWith("Bearer ")
            ? authorization.substring("Bearer ".length())
            : null;
    return equal(expected, request.cookie(cookie)) || equal(expected, bearer);
  }

  private boolean isOurs(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (proxy.filter(shown -> lower.equals(shown.getRawAuthority())).isPresent()) {
      return true;
    }
    String suffix = ":" + port;
    return lower.endsWith(suffix)
        && names.contains(lower.substring(0, lower.length() - suffix.length()));
  }

  /** Takes the same time wherever they differ. */
  private static boolean equal(String expected, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
