package dev.blast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.LocalFile;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign's canary, throttle and packing, as staging made envelopes of them. */
class CampaignForecastTest {

  @TempDir Path folder;

  @Test
  void theCanarysWaitCounts() throws IOException {
    Campaign campaign = campaign("canary: { first: 10, wait: 10m }", "packing: 10");
    Manifest manifest = staged(campaign, 300);
    Forecast late = Forecast.of(campaign, manifest, Duration.ofMinutes(10));
    assertThat(late.late()).isEqualTo(290);
    assertThat(late.sentence(true))
        .isEqualTo(
            "with the canary's wait of 10 min 300 take 10 min; the deadline is 10 min after the"
                + " start: about 290 will expire");
    assertThat(Forecast.of(campaign, manifest, Duration.ofMillis(600_001)).holds()).isTrue();
  }

  @Test
  void aCanaryOfEverybodyIsNotWaitedFor() throws IOException {
    Campaign campaign = campaign("canary: { first: 300, wait: 10m }");
    assertThat(Forecast.of(campaign, staged(campaign, 300), Duration.ofMinutes(1)).holds())
        .isTrue();
  }

  @Test
  void aThrottleAndACanaryAddUp() throws IOException {
    Campaign campaign =
        campaign("throttle: { perMinute: 60 }", "canary: { first: 60, wait: 2m, maxRefused: 1 }");
    Manifest manifest = staged(campaign, 300);
    Forecast forecast = Forecast.of(campaign, manifest, Duration.ofMinutes(5));
    assertThat(forecast.takes()).isEqualTo(Duration.ofMinutes(7));
    // 60 until 59 s, the next at 2 min 59 s at the earliest, one a second.
    assertThat(forecast.late()).isBetween(118L, 121L);
    assertThat(forecast.sentence(true))
        .startsWith("at 60/min and with the canary's wait of 2 min 300 take 7 min;");
  }

  private static Campaign campaign(String... lines) {
    String yaml =
        """
        id: test
        audience: { path: audience.csv, columns: { id: id, address: email } }
        message: { channel: { type: demo }, body: Hello }
        """
            + String.join("\n", lines)
            + "\n";
    return switch (CampaignReader.read(Path.of("c.yaml"), yaml)) {
      case Reading.Read(CampaignFile file) -> file.campaign();
      case Reading.Rejected(var problems) -> throw new AssertionError(problems);
    };
  }

  private Manifest staged(Campaign campaign, int people) throws IOException {
    StringBuilder text = new StringBuilder("id,email\n");
    for (int i = 0; i < people; i++) {
      text.append(i).append(",u").append(i).append("@x.example\n");
    }
    Files.writeString(folder.resolve("audience.csv"), text);
    Staging.Answer answer =
        new Staging(uri -> new LocalFile(folder.resolve(uri)))
            .stage(campaign, folder, Rejects.NONE);
    return ((Staging.Answer.Staged) answer).manifest();
  }
}
