package dev.blast.sender.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy to reach a server through, by the environment variables that most programs know:
 * {@code https_proxy} or {@code http_proxy} by the scheme of the URL, and {@code no_proxy}, each in
 * lower or upper case; lower case wins. A server on this machine is never reached through one.
 * Thread-safe.
 */
public final class Proxies {

  private static final int USUAL_PORT = 80;

  private final Function<String, @Nullable String> environment;

  /**
   * @param environment null for a variable that is not set
   */
  public Proxies(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /** A variable that names no HTTP proxy. The message never shows its value: it may be a secret. */
  public static final class ProxyMalformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    private ProxyMalformed(String variable, String found) {
      this(
          "the environment variable "
              + variable
              + " names no HTTP proxy: found "
              + found
              + ", expected http://HOST:PORT; correct it, or unset it.");
    }

    private ProxyMalformed(String problem) {
      super(problem);
      this.problem = problem;
    }

    /** For people: which variable, and what to do. */
    public String problem() {
      return problem;
    }
  }

  /**
   * A proxy.
   *
   * @param authorization the value of {@code Proxy-Authorization}; a secret
   * @param variable where it was named
   */
  record Proxy(String host, int port, Optional<String> authorization, String variable) {

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * The proxy to reach this server through; empty when it is reached directly.
   *
   * @throws ProxyMalformed for a variable that says something else
   */
  Optional<Proxy> to(URI url) {
    String host = bare(url.getHost());
    if (isLoopback(host)) {
      return Optional.empty();
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    Optional<String> variable = set(scheme + "_proxy");
    if (variable.isEmpty() || isExempt(host, port(url))) {
      return Optional.empty();
    }
    return variable.map(name -> parse(name, value(name).strip()));
  }

  /** In lower case, or else in upper case; empty when neither is set to anything. */
  private Optional<String> set(String name) {
    return List.of(name, name.toUpperCase(Locale.ROOT)).stream()
        .filter(each -> !value(each).isBlank())
        .findFirst();
  }

  private String value(String variable) {
    String value = environment.apply(variable);
    return value == null ? "" : value;
  }

  private static Proxy parse(String variable, String value) {
    try {
      URI proxy = new URI(value.contains("://") ? value : "http://" + value);
      if (!"http".equalsIgnoreCase(proxy.getScheme())) {
        throw new ProxyMalformed(variable, "the scheme " + shown(proxy.getScheme()));
      }
      int port = proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort();
      if (proxy.getHost() == null || port == 0 || port > 65_535) {
        throw new ProxyMalformed(variable, "no host and port");
      }
      return new Proxy(bare(proxy.getHost()), port, authorization(proxy.getUserInfo()), variable);
    } catch (URISyntaxException noUrl) {
      throw new ProxyMalformed(variable, "a text that is no address");
    }
  }

  private static String shown(@Nullable String scheme) {
    return scheme == null ? "of nothing" : scheme.toLowerCase(Locale.ROOT);
  }

  private static Optional<String> authorization(@Nullable String userInfo) {
    return userInfo == null || userInfo.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (userInfo.contains(":") ? userInfo : userInfo + ":")
                            .getBytes(StandardCharsets.UTF_8)));
  }

  private boolean isExempt(String host, int port) {
    return set("no_proxy").map(this::value).stream()
        .flatMap(list -> Arrays.stream(list.split("[,\\s]+")))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> matches(entry.toLowerCase(Locale.ROOT), host, port));
  }

  /** {@code *}, a host and all below it, an address or a network; with a port, only that one. */
  private static boolean matches(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    if (entry.indexOf('/') > 0) {
      return isIn(entry, host);
    }
    int colon = entry.lastIndexOf(':');
    boolean hasPort = colon > 0 && (entry.indexOf(':') == colon || entry.startsWith("["));
    if (hasPort && entry.substring(colon + 1).matches("[0-9]{1,5}")) {
      return Integer.parseInt(entry.substring(colon + 1)) == port
          && matches(entry.substring(0, colon), host, port);
    }
    String name = bare(entry).replaceFirst("^\\*?\\.", "");
    return !name.isEmpty() && (host.equals(name) || (isName(host) && host.endsWith("." + name)));
  }

  private static boolean isIn(String network, String host) {
    int slash = network.indexOf('/');
    Optional<InetAddress> base = literal(bare(network.substring(0, slash)));
    Optional<InetAddress> address = literal(host);
    String length = network.substring(slash + 1);
    return base.isPresent()
        && address.isPresent()
        && length.matches("[0-9]{1,3}")
        && isSame(base.get().getAddress(), address.get().getAddress(), Integer.parseInt(length));
  }

  private static boolean isSame(byte[] one, byte[] other, int bits) {
    if (one.length != other.length || bits > 8 * one.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static boolean isName(String host) {
    return literal(host).isEmpty();
  }

  /** The address that this text is; empty for a name. Never asks anybody. */
  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /** In lower case, without the brackets of IPv6 and the dot at the end of a full name. */
  static String bare(String host) {
    String bare = host.toLowerCase(Locale.ROOT);
    if (bare.startsWith("[") && bare.endsWith("]")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
  }

  static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
  }
}
