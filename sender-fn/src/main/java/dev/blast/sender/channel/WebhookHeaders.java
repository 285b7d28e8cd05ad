package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Channels.ChannelUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/** The headers of a webhook, with {@code ${env:NAME}} resolved. */
final class WebhookHeaders {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

  /** RFC 9110, 5.5: visible characters, space and tab; everything else may split a request. */
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

  /** Those that frame the request or name the attempt are not the campaign's to set. */
  private static final Set<String> OURS =
      Set.of("content-length", "transfer-encoding", "connection", "expect", "idempotency-key");

  private WebhookHeaders() {}

  /**
   * @throws ChannelUnavailable for a variable that is not set, a value that no header can hold, or
   *     a header that is not the campaign's to set; names them, never a value
   */
  static List<Header> resolve(Webhook webhook, Function<String, @Nullable String> environment) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.put("Content-Type", "application/json; charset=utf-8");
    values.put("Accept", "application/json");
    values.put("User-Agent", "blast");
    webhook.headers().forEach((name, value) -> values.put(name, resolve(name, value, environment)));
    List<Header> headers = new ArrayList<>();
    values.forEach((name, value) -> headers.add(new BasicHeader(name, value)));
    return headers;
  }

  private static String resolve(
      String name, String value, Function<String, @Nullable String> environment) {
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new ChannelUnavailable(
          "the webhook header " + name + " is set by the sender itself; remove it");
    }
    String resolved =
        VARIABLE
            .matcher(value)
            .replaceAll(
                match -> Matcher.quoteReplacement(lookUp(name, match.group(1), environment)));
    if (!VALUE.matcher(resolved).matches()) {
      throw new ChannelUnavailable(
          "the webhook header "
              + name
              + " has a character that no header can hold; use printable ASCII");
    }
    return resolved;
  }

  private static String lookUp(
      String header, String variable, Function<String, @Nullable String> environment) {
    String value = environment.apply(variable);
    if (value == null) {
      throw new ChannelUnavailable(
          "the environment variable "
              + variable
              + ", which the webhook header "
              + header
              + " needs, is not set; set it where the sender runs");
    }
    return value;
  }
}
