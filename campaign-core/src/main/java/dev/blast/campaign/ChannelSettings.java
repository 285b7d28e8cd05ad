package dev.blast.campaign;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of a channel, as the campaign states them. */
public sealed interface ChannelSettings {

  /** The highest number of attempts one sender has in flight at a time. */
  int concurrency();

  /**
   * Who answers, in a few words: settings that share it are out of order together. Shown to the
   * operator; never an address or a secret.
   */
  String provider();

  /** What the addresses are that it sends to, where the campaign does not say. */
  default AddressKind addressKind() {
    return AddressKind.ANY;
  }

  /** After this long an attempt has its answer, whatever happens. */
  Duration longestAttempt();

  /** The names of the secrets that it needs where it sends, in order; empty when it needs none. */
  default Set<String> secrets() {
    return Set.of();
  }

  /**
   * HTTP POST of JSON to a provider.
   *
   * @param url {@code http} or {@code https}, without user info
   * @param headers sent with every request; a value may hold {@code ${env:NAME}}, resolved only
   *     where the request is made, so that a secret is never stored or logged
   * @param timeout for one request, from connecting to the last byte of the answer
   */
  record Webhook(URI url, Map<String, String> headers, Duration timeout, int concurrency)
      implements ChannelSettings {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

    public Webhook {
      headers = Map.copyOf(headers);
    }

    @Override
    public Duration longestAttempt() {
      return timeout;
    }

    @Override
    public Set<String> secrets() {
      return headers.values().stream()
          .flatMap(value -> REFERENCE.matcher(value).results())
          .map((MatchResult reference) -> reference.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String provider() {
      return "webhook " + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
  }

  /**
   * A provider that is built in: nobody is reached. What it answers depends on the seed, the
   * recipient id and how often that recipient was tried, and on nothing else.
   *
   * @param latency how long it takes to answer
   * @param rejectRate share of recipients it refuses for good, 0..1
   * @param deferRate share of tries it answers with "later", 0..1
   * @param unconfirmedRate share of tries after which nobody knows, 0..1
   */
  record Demo(
      Duration latency,
      double rejectRate,
      double deferRate,
      double unconfirmedRate,
      long seed,
      int concurrency)
      implements ChannelSettings {
    @Override
    public Duration longestAttempt() {
      return latency.plusSeconds(1);
    }

    @Override
    public String provider() {
      return "demo";
    }
  }
}
