package dev.blast.aws.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.campaign.CronExpression;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What EventBridge Scheduler validates of a schedule (API reference, CreateSchedule and its types;
 * user guide, "Schedule types").
 */
final class SchedulerRules {

  static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-_.]{1,64}");
  private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9-_]{1,64}");
  private static final Pattern AT =
      Pattern.compile("at\\((\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)\\)");
  private static final Pattern RATE =
      Pattern.compile("rate\\(([1-9]\\d*) (minute|minutes|hour|hours|day|days)\\)");
  private static final Pattern ROLE =
      Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+");
  private static final Pattern STANDARD_QUEUE =
      Pattern.compile("arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:[a-zA-Z0-9-_]+");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SchedulerRules() {}

  /** The first thing that is wrong with a request's body; empty when it is valid. */
  static Optional<String> problem(String name, JsonNode asked) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of("Value '" + name + "' at 'name' failed to satisfy constraint");
    }
    if (!TOKEN.matcher(asked.path("ClientToken").asText("none")).matches()) {
      return Optional.of("Value at 'clientToken' failed to satisfy constraint");
    }
    return window(asked)
        .or(() -> expression(asked))
        .or(() -> words(asked))
        .or(() -> target(asked.path("Target")));
  }

  private static Optional<String> window(JsonNode asked) {
    JsonNode window = asked.path("FlexibleTimeWindow");
    return switch (window.path("Mode").asText()) {
      case "OFF" ->
          window.has("MaximumWindowInMinutes")
              ? Optional.of("MaximumWindowInMinutes must not be set when Mode is OFF")
              : Optional.empty();
      case "FLEXIBLE" -> {
        int minutes = window.path("MaximumWindowInMinutes").asInt();
        yield minutes < 1 || minutes > 1440
            ? Optional.of("Value at 'flexibleTimeWindow.maximumWindowInMinutes' is out of range")
            : Optional.empty();
      }
      default -> Optional.of("Value null at 'flexibleTimeWindow.mode' must not be null");
    };
  }

  private static Optional<String> expression(JsonNode asked) {
    String text = asked.path("ScheduleExpression").asText();
    String zone = asked.path("ScheduleExpressionTimezone").asText("UTC");
    if (zone.length() > 50 || !ZoneId.getAvailableZoneIds().contains(zone)) {
      return Optional.of("Invalid ScheduleExpressionTimezone " + zone + ".");
    }
    boolean valid = text.length() <= 256 && (isAt(text) || isRate(text) || isCron(text));
    return valid ? Optional.empty() : Optional.of("Invalid Schedule Expression " + text + ".");
  }

  private static boolean isAt(String text) {
    Matcher at = AT.matcher(text);
    try {
      return at.matches() && LocalDateTime.parse(at.group(1)).getYear() > 0;
    } catch (DateTimeException noSuchDay) {
      return false;
    }
  }

  /** One minute, two minutes: the unit's number must fit. */
  private static boolean isRate(String text) {
    Matcher rate = RATE.matcher(text);
    return rate.matches() && rate.group(1).equals("1") != rate.group(2).endsWith("s");
  }

  private static boolean isCron(String text) {
    return text.startsWith("cron(")
        && text.endsWith(")")
        && CronExpression.parse(text) instanceof CronExpression.Parsed.Valid;
  }

  private static Optional<String> words(JsonNode asked) {
    String state = asked.path("State").asText("ENABLED");
    String action = asked.path("ActionAfterCompletion").asText("NONE");
    boolean known =
        (state.equals("ENABLED") || state.equals("DISABLED"))
            && (action.equals("NONE") || action.equals("DELETE"));
    return known && asked.path("Description").asText().length() <= 512
        ? Optional.empty()
        : Optional.of("Value at 'state', 'actionAfterCompletion' or 'description' is not allowed");
  }

  private static Optional<String> target(JsonNode target) {
    if (!target.path("Arn").asText().startsWith("arn:")) {
      return Optional.of("Provided Arn is not in correct format.");
    }
    if (!ROLE.matcher(target.path("RoleArn").asText()).matches()) {
      return Optional.of("Value at 'target.roleArn' failed to satisfy constraint");
    }
    JsonNode dead = target.path("DeadLetterConfig").path("Arn");
    if (!dead.isMissingNode() && !STANDARD_QUEUE.matcher(dead.asText()).matches()) {
      return Optional.of("Value at 'target.deadLetterConfig.arn' failed to satisfy constraint");
    }
    JsonNode retry = target.path("RetryPolicy");
    int attempts = retry.path("MaximumRetryAttempts").asInt(185);
    int age = retry.path("MaximumEventAgeInSeconds").asInt(86_400);
    if (attempts < 0 || attempts > 185 || age < 60 || age > 86_400) {
      return Optional.of("Value at 'target.retryPolicy' is out of range");
    }
    return isJson(target.path("Input").asText("{}"))
        ? Optional.empty()
        : Optional.of("Input for the target must be a valid JSON.");
  }

  private static boolean isJson(String input) {
    try {
      return !input.isEmpty() && !JSON.readTree(input).isMissingNode();
    } catch (JsonProcessingException none) {
      return false;
    }
  }
}
