package dev.blast.campaign;

import java.net.IDN;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds hosts and ports in URLs that cannot exist. */
final class WebHost {

  /** RFC 3986, section 3.2, without a user: the authority of an http or https URL. */
  private static final Pattern AUTHORITY =
      Pattern.compile("[hH][tT][tT][pP][sS]?://([^/?#@]*)(?:[/?#].*)?", Pattern.DOTALL);

  private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*)(?::(.*))?");
  private static final Pattern LITERAL = Pattern.compile("\\[[0-9A-Fa-f:.]+]");

  /** RFC 1123, section 2.1. */
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern BYTE = Pattern.compile("25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]");

  /** RFC 1035, section 2.3.4, less the length bytes at both ends. */
  private static final int MAX_HOST = 253;

  private static final int MAX_LABEL = 63;
  private static final int MAX_PORT = 65_535;

  private WebHost() {}

  record Flaw(String found, String expected, String remedy) {}

  /** What is wrong with the host or port of an http or https URL; empty for other texts. */
  static Optional<Flaw> flaw(String url) {
    Matcher authority = AUTHORITY.matcher(url);
    if (!authority.matches()) {
      return Optional.empty();
    }
    Matcher parts = HOST_AND_PORT.matcher(authority.group(1));
    if (!parts.matches()) {
      return Optional.of(host(authority.group(1), "", "correct it"));
    }
    Optional<Flaw> port = Optional.ofNullable(parts.group(2)).flatMap(WebHost::port);
    return hostFlaw(parts.group(1)).or(() -> port);
  }

  private static Optional<Flaw> port(String written) {
    boolean possible =
        DIGITS.matcher(written).matches()
            && written.length() <= 9
            && Integer.parseInt(written) >= 1
            && Integer.parseInt(written) <= MAX_PORT;
    return possible
        ? Optional.empty()
        : Optional.of(
            new Flaw(
                written.isEmpty() ? "a colon without a port" : "the port " + Words.quoted(written),
                "a port from 1 to 65535",
                "correct it, or leave out the colon and the port"));
  }

  private static Optional<Flaw> hostFlaw(String host) {
    if (host.startsWith("[")) {
      return LITERAL.matcher(host).matches()
          ? Optional.empty()
          : Optional.of(host(host, "", "write an IPv6 address between [ and ]"));
    }
    if (host.isEmpty()) {
      return Optional.of(new Flaw("a URL without a host", "https://HOST/PATH", "add the host"));
    }
    if (host.chars().anyMatch(c -> c > '~')) {
      return Optional.of(host(host, " in letters beyond ASCII", "write " + ascii(host)));
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    List<String> labels = List.of(name.split("\\.", -1));
    if (DIGITS.matcher(labels.getLast()).matches()) {
      boolean address = labels.size() == 4 && labels.stream().allMatch(BYTE.asMatchPredicate());
      return address
          ? Optional.empty()
          : Optional.of(host(host, "", "write four numbers from 0 to 255, or a name"));
    }
    if (labels.contains("")) {
      return Optional.of(host(host, " with an empty part", "remove the dot that is too much"));
    }
    boolean possible =
        name.length() <= MAX_HOST
            && labels.stream()
                .allMatch(label -> label.length() <= MAX_LABEL && LABEL.matcher(label).matches());
    return possible ? Optional.empty() : Optional.of(host(host, "", "correct it"));
  }

  private static Flaw host(String host, String how, String remedy) {
    return new Flaw(
        "the host " + Words.quoted(host) + how,
        "parts of letters, digits and hyphens with dots between them",
        remedy);
  }

  private static String ascii(String host) {
    try {
      return IDN.toASCII(host);
    } catch (IllegalArgumentException impossible) {
      return "its ASCII form (xn--…)";
    }
  }
}
