package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.campaign.SecretNames;
import dev.blast.delivery.Channels.ChannelUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The headers of a webhook, with {@code ${env:NAME}} resolved. */
final class WebhookHeaders {

  /** RFC 9110, 5.5: visible characters, space and tab; everything else may split a request. */
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

  /** Those that frame the request are not the campaign's to set. */
  private static final Set<String> OURS =
      Set.of("content-length", "transfer-encoding", "connection", "expect", "host");

  private WebhookHeaders() {}

  /**
   * The headers as lines of a request, each with its end.
   *
   * @throws ChannelUnavailable for secrets that are not set, empty or blank; for values that no
   *     header can hold; for headers that are not the campaign's to set. Names all of a kind, never
   *     a value
   */
  static String resolve(Webhook webhook, SecretValues secrets) {
    refuse(ours(webhook), "are set by the sender itself; remove them.", "webhook headers");
    Map<String, String> values = values(webhook, secrets);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Content-Type", "application/json; charset=utf-8");
    headers.put("Accept", "application/json");
    headers.put("User-Agent", "blast");
    List<String> impossible = new ArrayList<>();
    new TreeMap<>(webhook.headers())
        .forEach(
            (name, text) -> {
              String value =
                  SecretNames.replace(text, variable -> values.getOrDefault(variable, ""));
              if (VALUE.matcher(value).matches()) {
                headers.put(name, value);
              } else {
                impossible.add(name);
              }
            });
    refuse(
        impossible,
        "have a character that no header can hold; use printable ASCII.",
        "webhook headers");
    StringBuilder lines = new StringBuilder(256);
    headers.forEach((name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
    return lines.toString();
  }

  private static List<String> ours(Webhook webhook) {
    return webhook.headers().keySet().stream()
        .filter(
            name ->
                OURS.contains(name.toLowerCase(Locale.ROOT))
                    || name.equalsIgnoreCase(webhook.idempotencyHeader()))
        .sorted()
        .toList();
  }

  /** Values of all secrets, without what is blank at their ends. */
  private static Map<String, String> values(Webhook webhook, SecretValues secrets) {
    Map<String, String> values = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    for (String name : webhook.secrets()) {
      String value = secrets.get(name);
      String stripped = value == null ? "" : stripped(value);
      if (stripped.isEmpty()) {
        missing.add(
            name
                + " ("
                + (value == null ? "not set" : "empty")
                + ", for "
                + users(webhook, name)
                + ")");
      }
      values.put(name, stripped);
    }
    if (!missing.isEmpty()) {
      throw new ChannelUnavailable(
          (missing.size() == 1
                  ? "a secret is missing: "
                  : missing.size() + " secrets are missing: ")
              + String.join(", ", missing)
              + "; set "
              + (missing.size() == 1 ? "it" : "them")
              + " where the sender runs.");
    }
    return values;
  }

  private static String users(Webhook webhook, String secret) {
    return String.join(
        " and ",
        new TreeMap<>(webhook.headers())
            .entrySet().stream()
                .filter(header -> SecretNames.in(List.of(header.getValue())).contains(secret))
                .map(Map.Entry::getKey)
                .toList());
  }

  /** Without white space, line ends and invisible characters at both ends. */
  private static String stripped(String value) {
    int[] points = value.codePoints().toArray();
    int from = 0;
    int to = points.length;
    while (from < to && isBlank(points[from])) {
      from++;
    }
    while (to > from && isBlank(points[to - 1])) {
      to--;
    }
    return new String(points, from, to - from);
  }

  private static boolean isBlank(int point) {
    return Character.isWhitespace(point)
        || Character.isSpaceChar(point)
        || Character.getType(point) == Character.FORMAT;
  }

  private static void refuse(List<String> names, String why, String what) {
    if (!names.isEmpty()) {
      throw new ChannelUnavailable("the " + what + " " + String.join(" and ", names) + " " + why);
    }
  }
}
