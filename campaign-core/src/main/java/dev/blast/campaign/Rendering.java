package dev.blast.campaign;

import java.util.List;

/** Renders a campaign's message for one recipient after another. Immutable and thread-safe. */
public final class Rendering {

  private static final Template COUPON = Template.of("{{coupon}}");

  private final Template.Renderer subject;
  private final Template.Renderer body;
  private final Template.Renderer coupon;
  private final int columns;

  private Rendering(Campaign campaign) {
    List<String> names = campaign.columns();
    columns = names.size();
    subject = campaign.message().subject().bind(names, campaign.coupon());
    body = campaign.message().body().bind(names, campaign.coupon());
    coupon = (campaign.usesCoupon() ? COUPON : Template.empty()).bind(names, campaign.coupon());
  }

  /** Prepares the campaign's templates; do it once per run, not per recipient. */
  public static Rendering of(Campaign campaign) {
    return new Rendering(campaign);
  }

  /**
   * The message for one recipient.
   *
   * @param values one for each of {@code Campaign.columns()}, in that order
   * @throws IllegalArgumentException when there are more or fewer
   */
  public Rendered render(List<String> values) {
    if (values.size() != columns) {
      throw new IllegalArgumentException(
          "expected " + columns + " values, one for each column, but got " + values.size());
    }
    return new Rendered(subject.render(values), body.render(values), coupon.render(values));
  }

  /**
   * The message for one recipient.
   *
   * @param coupon what stood for {@code {{coupon}}}; empty where the message uses none
   */
  public record Rendered(String subject, String body, String coupon) {}
}
