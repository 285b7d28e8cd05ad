package dev.blast.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Why delivering is not faster, as it is now: facts for a display, which change from one moment to
 * the next. Names a provider, never an address.
 */
public sealed interface Hindrance {

  /** One clause for the operator, without a full stop. */
  String sentence();

  /**
   * A provider is out of order: nothing is attempted there, and messages go back to the queue.
   *
   * @param until before this instant nothing is tried
   * @param because the class of the last failure
   */
  record Suspended(String provider, Instant until, String because) implements Hindrance {
    @Override
    public String sentence() {
      return provider
          + " is out of order ("
          + because
          + "): nothing is attempted before "
          + until.truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /**
   * A provider was out of order, and a few attempts are to tell whether it is back.
   *
   * @param because the class of the last failure
   */
  record Probed(String provider, String because) implements Hindrance {
    @Override
    public String sentence() {
      return provider + " was out of order (" + because + "): a few attempts tell if it is back";
    }
  }

  /**
   * A provider asks for less, or does not answer in time.
   *
   * @param percent of the last attempts, 1..100
   */
  record Pushback(String provider, int percent) implements Hindrance {
    @Override
    public String sentence() {
      return provider + " throttled or timed out " + percent + " % of the last attempts";
    }
  }

  /**
   * Attempts wait for each other, because fewer are in flight than the campaign allows: its answers
   * became slow, or it asked for less.
   *
   * @param now how many may be
   * @param of its {@code concurrency}
   */
  record Narrowed(String provider, int now, int of) implements Hindrance {
    @Override
    public String sentence() {
      return provider + " gets " + now + " attempts at a time instead of " + of;
    }
  }
}
