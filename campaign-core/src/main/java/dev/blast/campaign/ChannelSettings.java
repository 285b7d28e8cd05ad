package dev.blast.campaign;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;

/** The settings of a channel, as the campaign states them. */
public sealed interface ChannelSettings {

  /** The highest number of attempts one sender has in flight at a time. */
  int concurrency();

  /**
   * Who answers, in a few words: settings that share it are out of order together. Shown to the
   * operator; never an address or a secret.
   */
  String provider();

  /** After this long an attempt has its answer, whatever happens. */
  Duration longestAttempt();

  /**
   * Names of the secrets that a sender needs for it, in alphabetical order: what {@code
   * ${env:NAME}} names. Empty when it needs none.
   */
  NavigableSet<String> secrets();

  /**
   * HTTP POST of JSON to a provider.
   *
   * @param url {@code http} or {@code https}, without user info
   * @param headers sent with every request; a value may hold {@code ${env:NAME}}, resolved only
   *     where the request is made, so that a secret is never stored or logged
   * @param timeout for one request, from connecting to the last byte of the answer
   * @param idempotencyHeader the name of the header that holds the idempotency key
   * @param answers what the campaign says of the provider's answers
   */
  record Webhook(
      URI url,
      Map<String, String> headers,
      Duration timeout,
      int concurrency,
      String idempotencyHeader,
      Answers answers)
      implements ChannelSettings {

    /** The name of an IETF draft, which most providers use. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    public Webhook {
      headers = Map.copyOf(headers);
    }

    /** With the usual header for the key, and nothing said of answers. */
    public Webhook(URI url, Map<String, String> headers, Duration timeout, int concurrency) {
      this(url, headers, timeout, concurrency, IDEMPOTENCY_KEY, Answers.STANDARD);
    }

    @Override
    public NavigableSet<String> secrets() {
      return SecretNames.in(headers.values());
    }

    @Override
    public Duration longestAttempt() {
      return timeout;
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
    public NavigableSet<String> secrets() {
      return Collections.emptyNavigableSet();
    }

    @Override
    public String provider() {
      return "demo";
    }
  }
}
