package dev.blast.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.blast.campaign.CampaignFile;
import dev.blast.run.Firing;
import dev.blast.run.Firing.Fired;
import java.time.Instant;
import java.util.function.Function;

/**
 * Fires a campaign: makes its run and stages it. Thread-safe. A second trigger for the same instant
 * does nothing and says so.
 */
public final class TriggerHandler implements RequestHandler<TriggerHandler.Trigger, Fired> {

  private final Function<String, CampaignFile> campaigns;
  private final Firing firing;

  /**
   * A scheduled event.
   *
   * @param campaign where the campaign file is
   * @param scheduledTime ISO 8601, UTC: what EventBridge Scheduler puts in for {@code
   *     <aws.scheduler.scheduled-time>}
   */
  public record Trigger(String campaign, String scheduledTime) {}

  /**
   * @param campaigns reads a checked campaign file
   */
  public TriggerHandler(Function<String, CampaignFile> campaigns, Firing firing) {
    this.campaigns = campaigns;
    this.firing = firing;
  }

  @Override
  public Fired handleRequest(Trigger trigger, Context context) {
    return firing.fire(campaigns.apply(trigger.campaign()), Instant.parse(trigger.scheduledTime()));
  }
}
