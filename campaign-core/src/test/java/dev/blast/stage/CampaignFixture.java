package dev.blast.stage;

import dev.blast.campaign.Attempts;
import dev.blast.campaign.AudienceLimits;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Coupon;
import dev.blast.campaign.Deadline;
import dev.blast.campaign.Duplicates;
import dev.blast.campaign.Message;
import dev.blast.campaign.OnUncertain;
import dev.blast.campaign.Packing;
import dev.blast.campaign.Safety;
import dev.blast.campaign.Schedule;
import dev.blast.campaign.Template;
import dev.blast.campaign.Throttle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A campaign to {@code audience.csv} with the columns id, email and name, bent to a test's needs.
 */
public record CampaignFixture(
    String uri,
    char delimiter,
    Map<String, Set<String>> filter,
    List<Suppression> suppressions,
    Coupon coupon,
    Packing packing,
    Duplicates duplicates,
    AudienceLimits limits) {

  public static CampaignFixture plain() {
    return new CampaignFixture(
        "audience.csv",
        ',',
        Map.of(),
        List.of(),
        new Coupon.None(),
        new Packing.Auto(),
        Duplicates.FIRST,
        AudienceLimits.NONE);
  }

  public CampaignFixture from(String file) {
    return new CampaignFixture(
        file, delimiter, filter, suppressions, coupon, packing, duplicates, limits);
  }

  public CampaignFixture filtered(String column, String... accepted) {
    return new CampaignFixture(
        uri,
        delimiter,
        Map.of(column, Set.of(accepted)),
        suppressions,
        coupon,
        packing,
        duplicates,
        limits);
  }

  public CampaignFixture suppressing(Suppression... lists) {
    return new CampaignFixture(
        uri, delimiter, filter, List.of(lists), coupon, packing, duplicates, limits);
  }

  public CampaignFixture withCoupons(String column) {
    return new CampaignFixture(
        uri,
        delimiter,
        filter,
        suppressions,
        new Coupon.Column(column),
        packing,
        duplicates,
        limits);
  }

  public CampaignFixture packed(int recipients) {
    return new CampaignFixture(
        uri,
        delimiter,
        filter,
        suppressions,
        coupon,
        new Packing.Fixed(recipients),
        duplicates,
        limits);
  }

  public CampaignFixture refusingDuplicates() {
    return new CampaignFixture(
        uri, delimiter, filter, suppressions, coupon, packing, Duplicates.REFUSE, limits);
  }

  public CampaignFixture within(AudienceLimits others) {
    return new CampaignFixture(
        uri, delimiter, filter, suppressions, coupon, packing, duplicates, others);
  }

  public Campaign build() {
    return new Campaign(
        "test",
        "test",
        new AudienceSource(uri, delimiter, "id", "email", "", filter, suppressions).within(limits),
        new Message(
            new ChannelSettings.Demo(Duration.ZERO, 0, 0, 0, 1, 10),
            Template.empty(),
            Template.of(coupon instanceof Coupon.None ? "{{name}}" : "{{name}}{{coupon}}")),
        coupon,
        new Schedule.OnDemand(),
        new Deadline.After(Duration.ofHours(1)),
        Duration.ofHours(1),
        new Throttle.Unlimited(),
        packing,
        1,
        new Attempts(3, Duration.ofSeconds(1), Duration.ofMinutes(1)),
        Safety.NONE,
        duplicates,
        OnUncertain.RESEND);
  }
}
