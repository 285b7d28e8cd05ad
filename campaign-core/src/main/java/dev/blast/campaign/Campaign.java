package dev.blast.campaign;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the operator wrote, checked and complete. Immutable.
 *
 * @param id names the campaign in run ids: {@code [a-z0-9][a-z0-9-]*}, at most 48 characters
 * @param name for people; the id where the file gives none
 * @param audience whom to reach
 * @param message what to say, and through which channel
 * @param coupon what {@code {{coupon}}} stands for
 * @param schedule when it fires
 * @param deadline until when it is worth saying
 * @param latestStart how long after its scheduled instant a run may still start
 * @param throttle how many recipients may be released in a period
 * @param packing how many recipients share one envelope
 * @param queues how many queues a run's messages are spread over, 1..100
 * @param attempts how often a recipient is attempted, and how long a deferred one waits
 * @param safety what keeps a mistake from reaching everybody
 * @param duplicates what to do with a recipient id that occurs again
 * @param onUncertain what to do with a recipient that may or may not have been reached
 */
public record Campaign(
    String id,
    String name,
    AudienceSource audience,
    Message message,
    Coupon coupon,
    Schedule schedule,
    Deadline deadline,
    Duration latestStart,
    Throttle throttle,
    Packing packing,
    int queues,
    Attempts attempts,
    Safety safety,
    Duplicates duplicates,
    OnUncertain onUncertain) {

  /**
   * The audience columns whose values an envelope carries for each recipient, in this order: those
   * the templates name, then the coupon's where it is a column and the templates use it. Distinct;
   * empty where the message is the same for everybody.
   */
  public List<String> columns() {
    Stream<String> named =
        Stream.concat(message.subject().columns().stream(), message.body().columns().stream());
    Stream<String> coupons =
        coupon instanceof Coupon.Column column && usesCoupon()
            ? Stream.of(column.name())
            : Stream.empty();
    return Stream.concat(named, coupons).distinct().toList();
  }

  /** What the audience's addresses are: as the file says, or else as the channel implies. */
  public AddressKind addressKind() {
    return audience.addresses().kind().orElse(message.channel().addressKind());
  }

  /** Whether the subject or the body says {@code {{coupon}}}. */
  public boolean usesCoupon() {
    return message.subject().usesCoupon() || message.body().usesCoupon();
  }

  /** The same to another audience. */
  public Campaign to(AudienceSource others) {
    return new Campaign(
        id,
        name,
        others,
        message,
        coupon,
        schedule,
        deadline,
        latestStart,
        throttle,
        packing,
        queues,
        attempts,
        safety,
        duplicates,
        onUncertain);
  }
}
