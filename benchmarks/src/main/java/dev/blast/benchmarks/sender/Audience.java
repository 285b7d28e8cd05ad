package dev.blast.benchmarks.sender;

import dev.blast.campaign.Attempts;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Coupon;
import dev.blast.campaign.Deadline;
import dev.blast.campaign.Duplicates;
import dev.blast.campaign.Message;
import dev.blast.campaign.OnUncertain;
import dev.blast.campaign.Origin;
import dev.blast.campaign.Packing;
import dev.blast.campaign.Safety;
import dev.blast.campaign.Schedule;
import dev.blast.campaign.Template;
import dev.blast.campaign.Throttle;
import dev.blast.queue.Recipient;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The people and the campaign of {@code webhook.sh}.
 *
 * @param webhook where they are reached
 */
record Audience(List<Recipient> recipients, ChannelSettings.Webhook webhook) {

  /** What packing auto makes of 100,000 of them. */
  static final int PACKING = 100;

  private static final String COUPON = "MORNING20";

  Audience {
    recipients = List.copyOf(recipients);
  }

  static Audience of(int size, ChannelSettings.Webhook webhook) {
    List<Recipient> recipients = new ArrayList<>(size);
    for (int i = 1; i <= size; i++) {
      String id = String.format(Locale.ROOT, "r%07d", i);
      recipients.add(new Recipient(i + 1L, id, id + "@example.com", List.of("Name " + i)));
    }
    return new Audience(recipients, webhook);
  }

  /** The subject that one of them reads. */
  static String subject(Recipient recipient) {
    return "Good morning " + recipient.values().getFirst();
  }

  /** The body that everybody reads. */
  static String body() {
    return "Your code is " + COUPON + ".";
  }

  Run run(Instant scheduled) {
    Campaign campaign =
        new Campaign(
            "sender",
            "sender",
            new AudienceSource(
                "audience.csv", ',', "customer_id", "email", "", Map.of(), List.of()),
            new Message(
                webhook,
                Template.of("Good morning {{first_name|there}}"),
                Template.of("Your code is {{coupon}}.")),
            new Coupon.Shared(COUPON),
            new Schedule.OnDemand(),
            new Deadline.After(Duration.ofHours(1)),
            Duration.ofHours(1),
            new Throttle.Unlimited(),
            new Packing.Fixed(PACKING),
            1,
            new Attempts(5, Duration.ofMillis(200), Duration.ofSeconds(2)),
            Safety.NONE,
            Duplicates.FIRST,
            OnUncertain.RESEND);
    return new Run(
        new RunId("sender", scheduled),
        new CampaignFile(Origin.of(Path.of("sender.yaml")), "", campaign),
        Instant.now().plus(Duration.ofDays(1)));
  }
}
