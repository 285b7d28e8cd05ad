package dev.blast.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.run.Firing;
import dev.blast.run.Firing.Fired;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.stage.Staging;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fires a campaign: makes its run, stages it, and has it dispatched. Thread-safe. A second trigger
 * for the same instant finishes what the first one left undone; otherwise it does nothing and says
 * so.
 */
public final class TriggerHandler
    implements RequestHandler<Map<String, String>, Map<String, String>> {

  private static final String CAMPAIGN = "campaign";
  private static final String SCHEDULED_TIME = "scheduledTime";

  private final Function<String, CampaignFile> campaigns;
  private final Firing firing;
  private final Consumer<Fired> then;

  /** On Lambda: wired by the environment's variables ({@link SchedulerWiring}). */
  public TriggerHandler() {
    this(SchedulerWiring.fromEnvironment("trigger", SchedulerWiring.TRIGGER));
  }

  TriggerHandler(SchedulerWiring wiring) {
    this(wiring::campaign, wiring.firing(), wiring.followUp());
  }

  /**
   * @param campaigns reads a checked campaign file
   * @param then what follows; called by every invocation, whatever came of it
   */
  public TriggerHandler(
      Function<String, CampaignFile> campaigns, Firing firing, Consumer<Fired> then) {
    this.campaigns = campaigns;
    this.firing = firing;
    this.then = then;
  }

  /**
   * The event that fires a campaign.
   *
   * @param campaign where the campaign file is
   * @param scheduledTime ISO 8601, UTC: what EventBridge Scheduler puts in for {@code
   *     <aws.scheduler.scheduled-time>}
   */
  public static Map<String, String> event(String campaign, String scheduledTime) {
    return Map.of(CAMPAIGN, campaign, SCHEDULED_TIME, scheduledTime);
  }

  /**
   * {@inheritDoc}
   *
   * @return the run and what came of firing it, in words
   * @throws IllegalArgumentException when the event is not that of {@link #event}
   */
  @Override
  public Map<String, String> handleRequest(@Nullable Map<String, String> event, Context context) {
    String campaign = required(event, CAMPAIGN, "where the campaign file is");
    String time = required(event, SCHEDULED_TIME, "the instant it was to fire at");
    Fired fired = firing.fire(campaigns.apply(campaign), instant(time));
    then.accept(fired);
    Map<String, String> answer = answer(fired);
    context.getLogger().log(answer.get("run") + " " + answer.get("answer") + "\n");
    return answer;
  }

  private static String required(@Nullable Map<String, String> event, String key, String what) {
    String value = event == null ? null : event.get(key);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the event has no \""
              + key
              + "\" ("
              + what
              + "); expected {\"campaign\": \"s3://…\", \"scheduledTime\":"
              + " \"<aws.scheduler.scheduled-time>\"}");
    }
    return value;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException wrong) {
      throw new IllegalArgumentException(
          "scheduledTime \"" + text + "\" is no instant such as 2026-11-22T07:00:00Z", wrong);
    }
  }

  private static Map<String, String> answer(Fired fired) {
    return switch (fired) {
      case Fired.Staged(Run run, Staging.Answer.Staged staged) ->
          answer(run.id(), "staged: " + staged.manifest().counts().recipients() + " recipients");
      case Fired.Refused(RunId id, List<Problem> problems) ->
          answer(
              id,
              "refused: "
                  + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
      case Fired.AlreadyThere(RunId id, RunState state) ->
          answer(id, "there already: " + state + "; nobody is sent to twice");
      case Fired.PastDeadline(RunId id, Instant deadline) ->
          answer(id, "skipped: its deadline was " + deadline);
      case Fired.TooLate(RunId id, Duration late, Duration allowed) ->
          answer(id, "skipped: it is " + late + " late, and latestStart allows " + allowed);
    };
  }

  private static Map<String, String> answer(RunId run, String what) {
    return Map.of("run", run.toString(), "answer", what);
  }
}
