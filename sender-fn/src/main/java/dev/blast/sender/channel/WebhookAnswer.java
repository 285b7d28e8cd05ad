package dev.blast.sender.channel;

import dev.blast.campaign.Answers;
import dev.blast.campaign.Answers.Meaning;
import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.outcome.Reason;
import dev.blast.sender.http.Answer;
import dev.blast.sender.http.PostFailed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a provider's answer means, by {@link AnswerClass} and by what the campaign declares. Reasons
 * name the status, and of what the provider wrote nothing but where a redirect leads.
 */
final class WebhookAnswer {

  private static final int MAX_PROVIDER_ID = 200;

  private final Webhook settings;
  private final Advice advice;

  WebhookAnswer(Webhook settings) {
    this.settings = settings;
    this.advice = new Advice(settings);
  }

  /**
   * Of an answer.
   *
   * @param late whether time was up before it was whole
   */
  Attempt of(Answer answer, boolean late, Instant now) {
    int status = answer.status();
    return switch (meaning(answer)) {
      case ACCEPTED -> accepted(answer, late, now);
      case REFUSED -> refused(answer, now);
      case DEFERRED ->
          new Attempt.Deferred(
              reason(status), retryAfter(answer, now).orElse(Duration.ZERO), fault(status));
      case MISCONFIGURED -> misconfigured(answer, now);
      case UNCONFIRMED -> new Attempt.Unconfirmed(reason(status));
    };
  }

  private AnswerClass meaning(Answer answer) {
    Meaning declared = settings.answers().statuses().get(answer.status());
    if (declared != null) {
      return AnswerClass.of(declared);
    }
    return advice.isForHttps(answer) ? AnswerClass.MISCONFIGURED : AnswerClass.of(answer.status());
  }

  private Attempt accepted(Answer answer, boolean late, Instant now) {
    if (answer.extent() == Answer.Extent.CUT) {
      return late
          ? new Attempt.Unconfirmed(
              new Reason("timeout", "no complete answer in time"), Fault.TIMED_OUT)
          : new Attempt.Unconfirmed(
              new Reason("connection-lost", "the connection broke before the answer was complete"),
              Fault.CONNECTION_LOST);
    }
    Optional<Answers.Accepted> rule = settings.answers().accepted();
    return rule.isPresent()
        ? judged(rule.get(), answer, now)
        : new Attempt.Accepted(providerId(answer));
  }

  private static Attempt judged(Answers.Accepted rule, Answer answer, Instant now) {
    Optional<String> value;
    try {
      value = JsonAnswer.at(rule.json(), answer.body());
    } catch (IOException unreadable) {
      return new Attempt.Unconfirmed(
          new Reason(
              "unreadable-answer",
              "the provider answered %d with a body that is no JSON; expected one with %s"
                  .formatted(answer.status(), rule.json())));
    }
    return value.filter(rule.is()::contains).isPresent()
        ? new Attempt.Accepted(providerId(answer))
        : notAccepted(rule, answer, now);
  }

  private static Attempt notAccepted(Answers.Accepted rule, Answer answer, Instant now) {
    // Never the value: a provider may have put an address in it.
    Reason reason =
        new Reason(
            "not-accepted",
            "the provider answered %d, but %s is not %s"
                .formatted(
                    answer.status(), rule.json(), String.join(" or ", new TreeSet<>(rule.is()))));
    return switch (rule.otherwise()) {
      case REFUSED -> new Attempt.Refused(reason);
      case DEFERRED -> new Attempt.Deferred(reason, retryAfter(answer, now).orElse(Duration.ZERO));
      case MISCONFIGURED -> new Attempt.Misconfigured(reason);
    };
  }

  /** "Try later" is the more exact word of the two. */
  private static Attempt refused(Answer answer, Instant now) {
    Reason reason = reason(answer.status());
    Optional<Duration> wait = retryAfter(answer, now);
    return wait.isPresent() && isClientError(answer)
        ? new Attempt.Deferred(reason, wait.get())
        : new Attempt.Refused(reason);
  }

  private Attempt misconfigured(Answer answer, Instant now) {
    Optional<Duration> wait = retryAfter(answer, now);
    boolean declared = settings.answers().statuses().containsKey(answer.status());
    return wait.isPresent() && isClientError(answer) && !declared
        ? new Attempt.Deferred(reason(answer.status()), wait.get())
        : new Attempt.Misconfigured(new Reason("http-" + answer.status(), advice.on(answer)));
  }

  private static boolean isClientError(Answer answer) {
    return answer.status() / 100 == 4;
  }

  private static Reason reason(int status) {
    return new Reason("http-" + status, "the provider answered " + status);
  }

  /** What a status tells of how the provider is, where it is to be asked again. */
  private static Fault fault(int status) {
    return switch (status) {
      case 429 -> Fault.THROTTLED;
      case 500, 502, 503, 504 -> Fault.UNAVAILABLE;
      default -> status / 100 == 5 ? Fault.BROKEN : Fault.NONE;
    };
  }

  private static Optional<Duration> retryAfter(Answer answer, Instant now) {
    return answer.header("Retry-After").flatMap(value -> RetryAfter.parse(value, now));
  }

  private static String providerId(Answer answer) {
    String id = JsonAnswer.id(answer.body());
    if (id.isEmpty()) {
      id = answer.header("X-Message-Id").orElse("");
    }
    return id.length() <= MAX_PROVIDER_ID ? id : id.substring(0, MAX_PROVIDER_ID);
  }

  /**
   * Of a request without an answer.
   *
   * @param known whether this process had answers from the provider before: a host that answered
   *     has not ceased to exist when a name server does not find it
   */
  static Attempt of(PostFailed failed, boolean known) {
    Reason reason = new Reason(code(failed), failed.detail());
    return switch (failed.failure()) {
      case UNKNOWN_HOST ->
          known
              ? new Attempt.Deferred(reason, Duration.ZERO, Fault.UNREACHABLE)
              : new Attempt.Misconfigured(reason);
      case UNTRUSTED_CERTIFICATE, NO_TLS, NO_HTTP -> new Attempt.Misconfigured(reason);
      case PROXY_HTTP ->
          switch (AnswerClass.of(failed.status())) {
            case REFUSED, MISCONFIGURED -> new Attempt.Misconfigured(reason);
            case ACCEPTED, DEFERRED, UNCONFIRMED ->
                new Attempt.Deferred(reason, Duration.ZERO, Fault.UNREACHABLE);
          };
      case CONNECT_REFUSED, TLS_FAILED, CONNECT_FAILED ->
          new Attempt.Deferred(reason, Duration.ZERO, Fault.UNREACHABLE);
      case CONNECT_TIMEOUT -> new Attempt.Deferred(reason, Duration.ZERO, Fault.TIMED_OUT);
      case TIMEOUT -> new Attempt.Unconfirmed(reason, Fault.TIMED_OUT);
      case CONNECTION_LOST -> new Attempt.Unconfirmed(reason, Fault.CONNECTION_LOST);
    };
  }

  private static String code(PostFailed failed) {
    String code = failed.failure().code();
    return failed.status() == 0 ? code : code + "-" + failed.status();
  }
}
