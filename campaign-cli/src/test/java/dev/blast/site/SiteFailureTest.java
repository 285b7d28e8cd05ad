package dev.blast.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.blast.aws.SqsShardOrders;
import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.run.DynamoRunControl;
import dev.blast.aws.s3.RunObjects;
import dev.blast.aws.schedule.EventBridgeSchedules;
import dev.blast.aws.schedule.ScheduleTarget;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardOrder;
import dev.blast.run.RunId;
import dev.blast.schedule.ScheduleName;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What each service refuses in its own way becomes the same words, through the real adapters. */
class SiteFailureTest {

  private static final RunId RUN = RunId.parse("spring@20260101T080000Z").orElseThrow();
  private static final String WHO = "arn:aws:sts::1:assumed-role/intern/me";
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  /** A service, what we ask of it, and how it refuses. */
  private enum Service {
    DYNAMODB("dynamodb:GetItem", "the table t", "ThrottlingException", 400) {
      @Override
      void ask(URI endpoint) {
        try (DynamoDbClient client = at(endpoint, DynamoDbClient.builder())) {
          var asked = new DynamoRunControl(client, new BlastTable("t")).of(RUN);
        }
      }
    },
    S3("s3:PutObject", "s3://b/campaigns/spring.yaml", "SlowDown", 503) {
      @Override
      void ask(URI endpoint) {
        try (S3Client client = at(endpoint, S3Client.builder().forcePathStyle(true))) {
          new RunObjects(client, "b", "").put("campaigns/spring.yaml", new byte[1], "text/plain");
        }
      }

      @Override
      RefusingAws refusing(int status, String code, String message) {
        return RefusingAws.xml(status, code, message);
      }
    },
    SQS("sqs:sendmessage", "/1/shards did not take all orders", "RequestThrottled", 403) {
      @Override
      void ask(URI endpoint) {
        try (SqsClient client = at(endpoint, SqsClient.builder())) {
          new SqsShardOrders(client, endpoint + "/1/shards")
              .send(List.of(new ShardOrder(Pass.first(RUN), 0, 1, 1)));
        }
      }
    },
    SCHEDULER("scheduler:GetSchedule", "the schedule campaign-spring", "ThrottlingException", 429) {
      @Override
      void ask(URI endpoint) {
        try (SchedulerClient client = at(endpoint, SchedulerClient.builder())) {
          var found =
              new EventBridgeSchedules(client, new ScheduleTarget("", "", "g", Optional.empty()))
                  .find(ScheduleName.of("campaign", "spring"));
        }
      }
    };

    private final String action;
    private final String resource;
    private final String throttled;
    private final int throttledStatus;

    Service(String action, String resource, String throttled, int throttledStatus) {
      this.action = action;
      this.resource = resource;
      this.throttled = throttled;
      this.throttledStatus = throttledStatus;
    }

    abstract void ask(URI endpoint);

    RefusingAws refusing(int status, String code, String message) {
      return RefusingAws.json(status, code, message);
    }

    SiteFailure asked(int status, String code, String message) {
      try (RefusingAws aws = refusing(status, code, message)) {
        return asked(aws.endpoint());
      }
    }

    SiteFailure asked(URI endpoint) {
      Throwable failure = catchThrowable(() -> ask(endpoint));
      assertThat(failure).isNotNull();
      return SiteFailure.of(failure).orElseThrow();
    }
  }

  private static <B extends AwsClientBuilder<B, C>, C> C at(URI endpoint, B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)))
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void whoIsDeniedIsToldWhatAndWhoMayAllowIt(Service service) {
    SiteFailure failure =
        service.asked(
            service == Service.DYNAMODB ? 400 : 403,
            service == Service.S3 ? "AccessDenied" : "AccessDeniedException",
            "User: %s is not authorized to perform: %s on resource: arn:aws:x:::y because no policy allows it"
                .formatted(WHO, service.action));
    assertThat(failure.what())
        .isEqualTo("access denied: " + WHO + " may not do " + service.action + " on arn:aws:x:::y");
    assertThat(failure.todo()).startsWith("have " + service.action + " allowed on arn:aws:x:::y");
    assertThat(failure.correctable()).isTrue();
  }

  /** S3 puts the resource into quotation marks; older answers say nothing but "Access Denied". */
  @Test
  void whatS3SaysOfADenialIsUnderstoodToo() {
    assertThat(
            Service.S3
                .asked(
                    403,
                    "AccessDenied",
                    "User: %s is not authorized to perform: s3:PutObject on resource: \"arn:aws:s3:::b/c\" because"
                        .formatted(WHO))
                .what())
        .endsWith(" may not do s3:PutObject on arn:aws:s3:::b/c");
    assertThat(Service.S3.asked(403, "AccessDenied", "Access Denied").what())
        .isEqualTo(
            "access denied: S3 did not write s3://b/campaigns/spring.yaml (AccessDenied (HTTP 403):"
                + " Access Denied)");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsThrottledIsTriedAgainLater(Service service) {
    SiteFailure failure =
        service.asked(service.throttledStatus, service.throttled, "Rate exceeded");
    assertThat(failure.what())
        .contains("takes no more requests at the moment (" + service.throttled)
        .contains("Rate exceeded");
    assertThat(failure.todo()).startsWith("try again in a minute");
    assertThat(failure.correctable()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whatHasExpiredIsToBeSignedInTo(Service service) {
    SiteFailure failure =
        service.asked(400, "ExpiredTokenException", "The security token included is expired");
    assertThat(failure.what()).startsWith("the AWS credentials have expired (ExpiredToken");
    assertThat(failure.todo()).contains("aws sso login");
    assertThat(failure.correctable()).isTrue();
  }

  /** The adapter's own remedy is for who runs a function; a semicolon of AWS's cuts nothing. */
  @ParameterizedTest
  @EnumSource
  void whatIsUnreachableIsNamed(Service service) {
    SiteFailure failure = service.asked(NOBODY);
    assertThat(failure.what())
        .startsWith("AWS does not answer: ")
        .contains(service.resource)
        .doesNotContain("; ");
    assertThat(failure.correctable()).isFalse();
  }

  @Test
  void wordsOfAwsAreKeptWhole() {
    assertThat(Service.SCHEDULER.asked(403, "AccessDenied", "not you; nor him").what())
        .endsWith("(AccessDenied (HTTP 403): not you; nor him)");
  }

  @Test
  void whatNoSiteThrowsIsNoneOfItsFailures() {
    assertThat(SiteFailure.of(new IllegalStateException("a; b"))).isEmpty();
  }
}
