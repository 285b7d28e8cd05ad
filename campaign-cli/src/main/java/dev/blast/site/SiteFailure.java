package dev.blast.site;

import dev.blast.aws.AwsFailure;
import dev.blast.aws.Credentials.NoCredentials;
import dev.blast.aws.Credentials.Way;
import dev.blast.aws.SqsShardOrders.OrdersNotTaken;
import dev.blast.aws.dynamo.LedgerUnreachable;
import dev.blast.aws.run.StoreUnavailable;
import dev.blast.aws.s3.ObjectsUnavailable;
import dev.blast.aws.stack.StackOutputs.NoSuchStack;
import dev.blast.local.ShellCommand;
import dev.blast.schedule.Schedules.SchedulesUnavailable;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Why a site cannot be worked with, for whoever reads it at eight in the morning.
 *
 * @param what happened, and where
 * @param todo what to do; empty where {@code what} says it
 * @param correctable whether the operator corrects it: credentials, a name, permissions; otherwise
 *     something that Blast depends on failed
 */
public record SiteFailure(String what, String todo, boolean correctable) {

  private static final Set<String> EXPIRED =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "RequestExpired",
          "TokenRefreshRequired",
          "UnauthorizedException");

  private static final Set<String> UNKNOWN_CREDENTIALS =
      Set.of(
          "UnrecognizedClientException",
          "InvalidClientTokenId",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "IncompleteSignature",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "AuthFailure");

  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation");

  private static final Set<String> THROTTLED =
      Set.of(
          "Throttling",
          "ThrottlingException",
          "ThrottledException",
          "RequestThrottled",
          "RequestThrottledException",
          "TooManyRequestsException",
          "RequestLimitExceeded",
          "ProvisionedThroughputExceededException",
          "SlowDown");

  private static final Set<String> GONE =
      Set.of(
          "ResourceNotFoundException",
          "NoSuchBucket",
          "QueueDoesNotExist",
          "AWS.SimpleQueueService.NonExistentQueue");

  /** Services say it in these words, each in its own exception. */
  private static final Pattern NOT_AUTHORIZED =
      Pattern.compile(
          "User: (?<who>\\S+) is not authorized to perform: (?<action>[\\w-]+:\\w+)"
              + "(?: on resource: \"?(?<resource>[^\\s\"]+))?");

  private static final String SIGN_IN =
      "sign in (aws sso login --profile NAME) and give --profile NAME, or set AWS_ACCESS_KEY_ID"
          + " and AWS_SECRET_ACCESS_KEY; \"aws sts get-caller-identity\" shows whether it worked";

  private static final int FORBIDDEN = 403;

  /** What the SDK takes where nobody names a profile. */
  private static final String UNNAMED = "default";

  /** What a failure means; empty for one that no site throws. */
  public static Optional<SiteFailure> of(Throwable failure) {
    return switch (failure) {
      case NoSuchStack none -> Optional.of(new SiteFailure(message(none), "", true));
      case StackCampaigns.FileChanged changed ->
          Optional.of(new SiteFailure(message(changed), "", true));
      default -> sdk(failure).map(cause -> of(cause, failure)).or(() -> ofAdapter(failure));
    };
  }

  /** What adapters say by themselves: what happened, and what to do. */
  private static Optional<SiteFailure> ofAdapter(Throwable failure) {
    return what(failure).map(what -> new SiteFailure(message(failure), "", false));
  }

  /** What an adapter says that happened, and to what, without what to do; empty for no adapter. */
  private static Optional<String> what(Throwable failure) {
    return switch (failure) {
      case LedgerUnreachable ledger -> Optional.of(ledger.what());
      case StoreUnavailable store -> Optional.of(store.what());
      case ObjectsUnavailable objects -> Optional.of(objects.what());
      case SchedulesUnavailable schedules -> Optional.of(schedules.what());
      case OrdersNotTaken orders -> Optional.of(orders.what());
      default -> Optional.empty();
    };
  }

  private static Optional<SdkException> sdk(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SdkException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static SiteFailure of(SdkException cause, Throwable failure) {
    return switch (cause) {
      case NoCredentials none -> noCredentials(none);
      case AwsServiceException answer when answer.awsErrorDetails() != null ->
          answered(answer, failure);
      default -> unanswered(cause, failure);
    };
  }

  private static SiteFailure answered(AwsServiceException answer, Throwable failure) {
    String code = String.valueOf(answer.awsErrorDetails().errorCode());
    String said = AwsFailure.describe(answer);
    String service = service(answer);
    if (EXPIRED.contains(code)) {
      return new SiteFailure("the AWS credentials have expired (" + said + ")", SIGN_IN, true);
    }
    if (UNKNOWN_CREDENTIALS.contains(code)) {
      return new SiteFailure("AWS does not know these credentials (" + said + ")", SIGN_IN, true);
    }
    if (DENIED.contains(code) || (answer.statusCode() == FORBIDDEN && !THROTTLED.contains(code))) {
      return denied(answer, service, failure);
    }
    if (THROTTLED.contains(code) || answer.statusCode() == 429) {
      return new SiteFailure(
          service + " takes no more requests at the moment (" + said + ")",
          "try again in a minute; where it goes on, lower the run's throttle or raise the limit",
          false);
    }
    if (GONE.contains(code)) {
      return new SiteFailure(
          "something of the stack is gone: " + where(failure, said),
          "see whether --stack, --region and --profile are right; terraform plan shows what is"
              + " missing, and the ledger comes back only by point-in-time recovery",
          false);
    }
    return failure instanceof SdkException
        ? new SiteFailure(service + ": " + said, "try again later", false)
        : new SiteFailure(message(failure), "", false);
  }

  /** Our adapters name the table, the object or the schedule. */
  private static String where(Throwable failure, String said) {
    return what(failure).orElse(said);
  }

  private static SiteFailure noCredentials(NoCredentials none) {
    if (none.getCause() instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      return notGiven(none, answer);
    }
    if (inChain(none, IOException.class)) {
      return unreachable(none, none);
    }
    String profile = none.profile();
    return switch (none.way()) {
      case SIGN_IN ->
          new SiteFailure(
              "the sign-in of the AWS profile " + profile + " has expired, or there was none",
              "sign in: " + signIn(profile),
              true);
      case NONE ->
          new SiteFailure(
              "no AWS credentials were found"
                  + (profile.equals(UNNAMED) ? "" : " (there is no profile " + profile + ")"),
              SIGN_IN,
              true);
      case ROLE, OTHER ->
          new SiteFailure(
              "no AWS credentials were found (the profile %s has none: %s)"
                  .formatted(profile, firstSentence(message(none))),
              SIGN_IN,
              true);
    };
  }

  private static String signIn(String profile) {
    return "aws sso login --profile " + ShellCommand.quoted(profile);
  }

  /** AWS was asked for the credentials of a profile, and said no. */
  private static SiteFailure notGiven(NoCredentials none, AwsServiceException answer) {
    SiteFailure said = answered(answer, none);
    boolean forbidden = answer.statusCode() == FORBIDDEN;
    return none.way() == Way.SIGN_IN && said.correctable() && !forbidden
        ? new SiteFailure(
            "the sign-in of the AWS profile %s has expired (%s)"
                .formatted(none.profile(), AwsFailure.describe(answer)),
            "sign in: " + signIn(none.profile()),
            true)
        : new SiteFailure(
            "the AWS profile %s gives no credentials: %s".formatted(none.profile(), said.what()),
            said.todo(),
            said.correctable());
  }

  private static SiteFailure denied(AwsServiceException answer, String service, Throwable failure) {
    String said = String.valueOf(answer.awsErrorDetails().errorMessage());
    Matcher words = NOT_AUTHORIZED.matcher(said);
    if (!words.find()) {
      return new SiteFailure(
          "access denied: " + where(failure, service + ": " + AwsFailure.describe(answer)),
          "have it allowed for these credentials, or give --profile of those that may",
          true);
    }
    String resource = words.group("resource");
    String action = words.group("action");
    return new SiteFailure(
        "access denied: " + words.group("who") + " may not do " + action + on(resource),
        "have " + action + " allowed" + on(resource) + ", or give --profile of who may",
        true);
  }

  private static String on(@Nullable String resource) {
    return resource == null ? "" : " on " + resource;
  }

  private static SiteFailure unanswered(SdkException cause, Throwable failure) {
    if (isUnreachable(cause)) {
      return unreachable(cause, failure);
    }
    if (!isRegionKnown()) {
      return new SiteFailure(
          "no AWS region is set", "give --region, such as eu-central-1, or set AWS_REGION", true);
    }
    return new SiteFailure(
        "AWS cannot be asked: " + where(failure, firstSentence(message(cause))),
        "check AWS's settings here",
        false);
  }

  /** The SDK has no exception of its own for it. */
  private static boolean isRegionKnown() {
    try {
      return new DefaultAwsRegionProviderChain().getRegion() != null;
    } catch (SdkException none) {
      return false;
    }
  }

  private static SiteFailure unreachable(SdkException cause, Throwable failure) {
    Throwable root = root(cause);
    String what =
        root instanceof UnknownHostException
            ? "there is no host " + root.getMessage() + "; is that a region?"
            : where(failure, firstSentence(message(root)));
    return new SiteFailure(
        "AWS does not answer: " + what,
        "check the network, --region and AWS_ENDPOINT_URL, and try again; the run goes on"
            + " without you",
        false);
  }

  private static boolean isUnreachable(SdkException cause) {
    return cause instanceof ApiCallTimeoutException
        || cause instanceof ApiCallAttemptTimeoutException
        || root(cause) instanceof IOException
        || inChain(cause, IOException.class);
  }

  private static boolean inChain(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String service(AwsServiceException answer) {
    String service = answer.awsErrorDetails().serviceName();
    return service == null || service.isEmpty() ? "AWS" : service;
  }

  private static String firstSentence(String message) {
    int end = message.indexOf(". ");
    int chain = message.indexOf(" [");
    int cut = end < 0 ? chain : chain < 0 ? end : Math.min(end, chain);
    return cut < 0 ? message : message.substring(0, cut);
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
