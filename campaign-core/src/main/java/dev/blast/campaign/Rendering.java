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
    return new Rendered(
        onOneLine(subject.render(values)), body.render(values), coupon.render(values));
  }

  /**
   * A subject is a header line where it goes by mail: a line break in a value would start another
   * header. Line breaks and other control characters become one blank, and none at the ends.
   */
  private static String onOneLine(String text) {
    int at = 0;
    while (at < text.length() && !breaks(text.charAt(at))) {
      at++;
    }
    return at == text.length() ? text : withoutBreaks(text);
  }

  private static String withoutBreaks(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean broken = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (breaks(c)) {
        broken = true;
      } else {
        if (broken && !line.isEmpty()) {
          line.append(' ');
        }
        broken = false;
        line.append(c);
      }
    }
    return line.toString();
  }

  /** Controls of ASCII and Latin 1, and the two line ends of Unicode. */
  static boolean breaks(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  /**
   * The message for one recipient.
   *
   * @param coupon what stood for {@code {{coupon}}}; empty where the message uses none
   */
  public record Rendered(String subject, String body, String coupon) {}
}
