package dev.blast.forecast;

import dev.blast.campaign.Campaign;
import dev.blast.campaign.Canary;
import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Pace;
import dev.blast.dispatch.Pacer;
import dev.blast.stage.CanaryGroup;
import dev.blast.stage.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Whether a run can release everybody before its deadline, by the arithmetic that paces the run
 * ({@link Pacer}). How fast a provider answers is not known here: a run that can be released in
 * time may still be late, and one that cannot is late for sure.
 *
 * @param throttle the rate that is kept
 * @param canary how long the canary is waited for; zero where there is none
 * @param recipients who are to be released
 * @param takes until the last of them is released
 * @param available until the deadline; negative when it has passed
 * @param late how many of them are not released before the deadline
 */
public record Forecast(
    Throttle throttle,
    Duration canary,
    long recipients,
    Duration takes,
    Duration available,
    long late) {

  /**
   * Envelopes that do not fill a rate reach at least half of it, because a window holds a whole
   * number of them: whoever has more time than this needs no simulation.
   */
  private static final int PLENTY = 2;

  private static final Duration START = Duration.ofSeconds(10);

  /**
   * Of a run that begins.
   *
   * @param available from its first release to its deadline
   */
  public static Forecast of(Campaign campaign, Manifest manifest, Duration available) {
    Optional<Canary> canary = campaign.safety().canary();
    long first = canary.map(asked -> new CanaryGroup(asked, manifest).recipients()).orElse(0L);
    return of(
        campaign.throttle(),
        new Group(first, canary.map(Canary::pause).orElse(Duration.ZERO)),
        manifest.shards().stream().map(shard -> (long) shard.recipients()).toList(),
        manifest.packing(),
        available);
  }

  /**
   * Of a run that goes on.
   *
   * @param recipients who are open, and not released for all that is known
   * @param packing how many of them share an envelope
   */
  public static Forecast of(Throttle throttle, long recipients, int packing, Duration available) {
    return of(throttle, Group.NONE, List.of(recipients), packing, available);
  }

  /** Who is released first, and how long the others wait then. */
  private record Group(long recipients, Duration pause) {
    static final Group NONE = new Group(0, Duration.ZERO);
  }

  private static Forecast of(
      Throttle throttle, Group canary, List<Long> shards, int packing, Duration available) {
    long recipients = shards.stream().mapToLong(Long::longValue).sum();
    boolean waits = canary.recipients() > 0 && canary.recipients() < recipients;
    Duration pause = waits ? canary.pause() : Duration.ZERO;
    Duration takes = line(throttle, recipients).plus(pause);
    boolean plenty =
        available.compareTo(takes.multipliedBy(PLENTY).plus(START)) > 0 || recipients == 0;
    long late =
        plenty
            ? 0
            : recipients
                - new Course(throttle, waits ? canary : Group.NONE, packing)
                    .releasedWithin(available, shards);
    return new Forecast(throttle, pause, recipients, takes, available, late);
  }

  private static Duration line(Throttle throttle, long recipients) {
    return switch (throttle) {
      case Throttle.Unlimited none -> Duration.ZERO;
      case Throttle.Limit limit ->
          limit.period().multipliedBy(recipients).dividedBy(limit.recipients());
    };
  }

  /** The releases of a run, one after the other, in a time of their own. */
  private static final class Course {
    private final Pacer pacer;
    private final Group canary;
    private final int packing;
    private Instant now = Instant.EPOCH;
    private long released;

    Course(Throttle throttle, Group canary, int packing) {
      this.pacer = new Pacer(throttle);
      this.canary = canary;
      this.packing = packing;
    }

    /** What is released at the deadline itself is too late. */
    long releasedWithin(Duration available, List<Long> shards) {
      Instant deadline = Instant.EPOCH.plus(available);
      for (long shard : shards) {
        for (long left = shard; left > 0; left -= packing) {
          int envelope = (int) Math.min(left, packing);
          release(envelope);
          if (!now.isBefore(deadline)) {
            return released;
          }
          released += envelope;
          if (released - envelope < canary.recipients() && released >= canary.recipients()) {
            now = now.plus(canary.pause());
          }
        }
      }
      return released;
    }

    private void release(int envelope) {
      while (pacer.turn(envelope, now) instanceof Pace.Turn.NotBefore(Instant later)) {
        now = later;
      }
    }
  }

  /** Whether everybody can be released before the deadline. */
  public boolean holds() {
    return late == 0;
  }

  /**
   * What is foreseen, as a sentence without its end: {@code at 60/min 300 take 5 min; the deadline
   * is in 2 min: about 180 will expire}.
   *
   * @param ahead the run is not under way, so that its deadline is told from its start
   */
  public String sentence(boolean ahead) {
    String deadline =
        available.isPositive()
            ? ahead
                ? "the deadline is " + words(available) + " after the start"
                : "the deadline is in " + words(available)
            : "the deadline has passed";
    return how()
        + " "
        + number(recipients)
        + " take "
        + words(takes)
        + "; "
        + deadline
        + (holds() ? "" : ": about " + number(late) + " will expire");
  }

  private String how() {
    StringJoiner how = new StringJoiner(" and ");
    if (throttle instanceof Throttle.Limit) {
      how.add("at " + throttle.text());
    }
    if (canary.isPositive()) {
      how.add("with the canary's wait of " + words(canary));
    }
    return how.length() == 0 ? "without a throttle" : how.toString();
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** The two largest units, as people say them: 5 min, 2 min 30 s, 1 d 4 h. */
  private static String words(Duration duration) {
    long seconds = Math.max(1, duration.plusMillis(500).toSeconds());
    long[] parts = {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
    String[] units = {"d", "h", "min", "s"};
    int largest = 0;
    while (largest < parts.length - 1 && parts[largest] == 0) {
      largest++;
    }
    String words = parts[largest] + " " + units[largest];
    boolean second = largest + 1 < parts.length && parts[largest + 1] > 0;
    return second ? words + " " + parts[largest + 1] + " " + units[largest + 1] : words;
  }
}
