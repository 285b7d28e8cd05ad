package dev.blast.campaign;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.campaign.Node.Entry;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the settings of a webhook. A problem here never shows a value that may be a secret. */
final class WebhookBinder {

  /** RFC 9110, section 5.1: a token. */
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(proxy-)?authorization|cookie|(.*[-_])?(api|access|auth)?(key|auth)"
              + "|.*(token|secret|password|passwd|credentials?|signature)",
          Pattern.CASE_INSENSITIVE);

  private static final String REFERENCE = "\\$\\{env:[A-Za-z_][A-Za-z0-9_]*}";

  private static final Pattern WITH_REFERENCES =
      Pattern.compile("(?:[^$]|\\$(?!\\{)|" + REFERENCE + ")*");

  /** At most a scheme or a name before the reference: {@code Bearer }, {@code session=}. */
  private static final Pattern FROM_ENVIRONMENT =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9_-]{0,31}[ =])?(?:" + REFERENCE + ")+");

  /** The sender writes these, and the one that holds the idempotency key. */
  private static final Set<String> RESERVED =
      Set.of("content-type", "content-length", "host", "connection", "transfer-encoding", "expect");

  /** They mean something else to a provider, or to what is before it. */
  private static final Set<String> NO_KEY_HEADER =
      Set.of("authorization", "proxy-authorization", "cookie", "accept", "user-agent");

  private static final Pattern USER_INFO = Pattern.compile("[^/?#]*//[^/?#]*@");

  private static final URI NOWHERE = URI.create("http://localhost");

  private final Findings findings;

  WebhookBinder(Findings findings) {
    this.findings = findings;
  }

  /** Whether a header or query parameter of this name is likely to hold a credential. */
  static boolean looksLikeCredential(String name) {
    return CREDENTIAL.matcher(name).matches();
  }

  ChannelSettings bind(Section webhook) {
    webhook.require(Layout.URL);
    String keyHeader = idempotencyHeader(webhook);
    return new Webhook(
        url(webhook),
        headers(webhook, keyHeader),
        webhook.span(Layout.TIMEOUT),
        Math.toIntExact(webhook.whole(Layout.WEBHOOK_CONCURRENCY)),
        keyHeader,
        new AnswersBinder(findings).bind(webhook));
  }

  private static String idempotencyHeader(Section webhook) {
    return webhook
        .parsed(
            Layout.IDEMPOTENCY_HEADER,
            text -> Optional.of(text.strip()).filter(WebhookBinder::canHoldTheKey))
        .orElse(Webhook.IDEMPOTENCY_KEY);
  }

  private static boolean canHoldTheKey(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return HEADER_NAME.matcher(name).matches()
        && !RESERVED.contains(lower)
        && !NO_KEY_HEADER.contains(lower);
  }

  private URI url(Section webhook) {
    Optional<Node.Scalar> written = webhook.scalar(Layout.URL, text -> true);
    Optional<URI> url = written.flatMap(scalar -> httpUrl(scalar.text()));
    if (written.filter(scalar -> USER_INFO.matcher(scalar.text()).lookingAt()).isPresent()) {
      findings.add(
          webhook.markOf(Layout.URL),
          "a user name or password in the URL",
          "message.channel.url without them",
          "move it to headers, as in Authorization: \"Basic ${env:PROVIDER_LOGIN}\"");
    } else if (url.isEmpty()) {
      written.ifPresent(scalar -> webhook.wrong(Layout.URL, scalar));
    }
    return url.orElse(NOWHERE);
  }

  private static Optional<URI> httpUrl(String text) {
    try {
      URI url = new URI(text.strip());
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean http = scheme.equals("http") || scheme.equals("https");
      return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private Map<String, String> headers(Section webhook, String keyHeader) {
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, Entry> byName = new LinkedHashMap<>();
    for (Entry header :
        webhook.mapping(Layout.HEADERS).map(Node.Mapping::entries).orElse(List.of())) {
      Entry earlier = byName.putIfAbsent(header.key().toLowerCase(Locale.ROOT), header);
      if (earlier != null) {
        findings.add(
            header.mark(),
            "the header " + Words.quoted(header.key()) + " again",
            "each header once; case does not matter",
            "remove one of the two");
      } else if (isNameAllowed(header, keyHeader)) {
        value(header).ifPresent(value -> headers.put(header.key(), value));
      }
    }
    return headers;
  }

  private boolean isNameAllowed(Entry header, String keyHeader) {
    if (!HEADER_NAME.matcher(header.key()).matches()) {
      findings.add(
          header.mark(),
          "the header name " + Words.quoted(header.key()),
          "letters, digits and hyphens",
          "correct the name");
      return false;
    }
    if (RESERVED.contains(header.key().toLowerCase(Locale.ROOT))
        || header.key().equalsIgnoreCase(keyHeader)) {
      findings.add(
          header.mark(),
          "the header " + header.key(),
          "no header that the sender writes itself",
          "remove it");
      return false;
    }
    return true;
  }

  private Optional<String> value(Entry header) {
    if (!(header.value() instanceof Node.Scalar scalar)) {
      findings.add(
          header.value().mark(),
          header.value().shown(),
          "the header " + header.key() + " to have a text",
          "write " + header.key() + ": text, in quotes");
      return Optional.empty();
    }
    String text = scalar.text();
    if (looksLikeCredential(header.key()) && !FROM_ENVIRONMENT.matcher(text).matches()) {
      findings.add(
          scalar.mark(),
          "a credential written out in the header " + header.key(),
          "its value to come from an environment variable",
          "write " + header.key() + ": " + environmentExample(header.key()));
    } else if (!WITH_REFERENCES.matcher(text).matches()) {
      findings.add(
          scalar.mark(),
          "${ in the header " + header.key(),
          "${env:NAME}, the name of an environment variable",
          "write " + header.key() + ": " + environmentExample(header.key()));
    } else if (text.chars().anyMatch(c -> Character.isISOControl(c) || c > '~')) {
      findings.add(
          scalar.mark(),
          "a control character or a letter beyond ASCII in the header " + header.key(),
          "printable ASCII characters",
          "remove or encode it");
    } else {
      return Optional.of(text);
    }
    return Optional.empty();
  }

  private static String environmentExample(String header) {
    return switch (header.toLowerCase(Locale.ROOT)) {
      case "authorization" -> "\"Bearer ${env:PROVIDER_TOKEN}\"";
      case "cookie" -> "\"session=${env:PROVIDER_SESSION}\"";
      default -> "\"${env:PROVIDER_SECRET}\"";
    };
  }
}
