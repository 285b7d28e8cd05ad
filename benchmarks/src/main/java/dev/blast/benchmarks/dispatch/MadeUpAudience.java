package dev.blast.benchmarks.dispatch;

import dev.blast.audience.LocalFile;
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
import dev.blast.cli.SampleAudience;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Customers of {@link SampleAudience} with a link of their own, and a campaign that says all of it:
 * an envelope of one of them takes about 250 bytes.
 *
 * @param rows all of them recipients
 */
record MadeUpAudience(LocalFile file, long rows) {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  /** Written to a file of the folder, unless it is there; by one process at a time. */
  static MadeUpAudience in(Path folder, long rows) throws IOException {
    Path path = folder.resolve("audience-" + rows + ".csv");
    if (!Files.exists(path)) {
      try (OutputStream csv = new Links(Files.newOutputStream(path))) {
        SampleAudience.flawless(rows, 1).writeTo(csv);
      }
    }
    return new MadeUpAudience(new LocalFile(path), rows);
  }

  Run run(Packing packing) {
    Campaign campaign =
        new Campaign(
            "dispatch",
            "dispatch",
            new AudienceSource(
                "audience.csv", ',', "customer_id", "email", "", Map.of(), List.of()),
            new Message(
                new ChannelSettings.Demo(Duration.ZERO, 0, 0, 0, 1, 1),
                Template.of("Good morning {{first_name}}"),
                Template.of("{{coupon}} in {{city}} at your {{time_zone}} time: {{link}}")),
            new Coupon.Column("coupon"),
            new Schedule.OnDemand(),
            new Deadline.After(Duration.ofHours(1)),
            Duration.ofHours(1),
            new Throttle.Unlimited(),
            packing,
            1,
            new Attempts(3, Duration.ofSeconds(1), Duration.ofMinutes(1)),
            Safety.NONE,
            Duplicates.FIRST,
            OnUncertain.RESEND);
    return new Run(
        new RunId("dispatch", NOON), file(campaign), Instant.now().plus(Duration.ofDays(1)));
  }

  private static CampaignFile file(Campaign campaign) {
    return new CampaignFile(Origin.of(Path.of("dispatch.yaml")), "", campaign);
  }

  /** Gives every line one more field. */
  private static final class Links extends FilterOutputStream {
    private long line;

    Links(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int from = offset;
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          out.write(bytes, from, i - from);
          out.write(field().getBytes(StandardCharsets.US_ASCII));
          from = i;
        }
      }
      out.write(bytes, from, offset + length - from);
    }

    private String field() {
      return line++ == 0
          ? ",link"
          : String.format(
              Locale.ROOT,
              ",https://shop.example/campaigns/morning-coupon/offers?customer=%08x&via=mail",
              (line * 0x9E3779B97F4A7C15L) >>> 32);
    }
  }
}
