package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.dynamo.LocalDynamo;
import dev.blast.aws.schedule.SchedulerServer;
import dev.blast.aws.stack.SsmServer;
import dev.blast.cli.Operator.Answer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when a stack cannot be worked with. */
class StackErrorsTest {

  private static final String RUN = "spring@20260101T000000Z";

  @TempDir private Path folder;
  private final SsmServer ssm = new SsmServer();
  private final SchedulerServer scheduler = new SchedulerServer();
  private final AwsSettings aws = new AwsSettings();
  private Operator operator;

  @BeforeEach
  void comes() {
    operator = new Operator(folder);
    aws.set("aws.endpointUrlSsm", ssm.endpoint().toString());
    aws.set("aws.endpointUrlDynamoDb", LocalDynamo.endpoint().toString());
    aws.set("aws.endpointUrlScheduler", scheduler.endpoint().toString());
    aws.set("aws.endpointUrlS3", MemoryS3.shared().endpoint().toString());
    aws.set("aws.region", "us-east-1");
    aws.set("aws.accessKeyId", "id");
    aws.set("aws.secretAccessKey", "secret");
    aws.set("aws.disableEc2Metadata", "true");
    aws.set("aws.configFile", folder.resolve("no-config").toString());
    aws.set("aws.sharedCredentialsFile", folder.resolve("no-credentials").toString());
  }

  @AfterEach
  void goes() {
    ssm.close();
    scheduler.close();
    aws.close();
  }

  @Test
  void whoseCredentialsAreMissingExpiredOrUnknownIsToldToSignIn() throws Exception {
    aws.remove("aws.accessKeyId");
    aws.remove("aws.secretAccessKey");
    says(2, types("status"), "blast: no AWS credentials were found", "aws sso login");
    says(
        2,
        types("status", "--profile", "night"),
        "no AWS credentials were found (there is no profile night)",
        "--profile NAME");

    aws.set("aws.accessKeyId", "id");
    aws.set("aws.secretAccessKey", "secret");
    aws.remove("aws.profile");
    ssm.refuse(
        400, "ExpiredTokenException", "The security token included in the request is expired");
    says(
        2,
        types("status"),
        "the AWS credentials have expired (ExpiredTokenException",
        "aws sso login");
    ssm.refuse(400, "UnrecognizedClientException", "The security token is invalid.");
    says(2, types("status"), "AWS does not know these credentials (UnrecognizedClient");
  }

  @Test
  void whereTheStackIsMustBeSaidAndRight() throws Exception {
    says(
        2,
        types("status"),
        "there is no stack prod in the region us-east-1 of this account: it has no parameter"
            + " /blast/prod/stack",
        "aws ssm get-parameters-by-path --path /blast");
    says(2, types("status", "--region", "eu-central-1"), "in the region eu-central-1");
    says(2, operator.types("status", "--region", "eu-central-1"), "name it with --stack");
    says(2, operator.types("status", "--stack", "no such"), "is no name of a stack");
    ssm.put("/blast/prod/stack", "{\"BLAST_TABLE\": \"blast-prod\"}");
    says(2, types("status"), "the parameter /blast/prod/stack lacks BLAST_BUCKET (");
    aws.remove("aws.region");
    says(2, types("status"), "no AWS region is set", "give --region");
  }

  @Test
  void whoMayNotIsToldWhatNotAndOnWhat() throws Exception {
    ssm.refuse(
        400,
        "AccessDeniedException",
        "User: arn:aws:sts::1:assumed-role/intern/me is not authorized to perform:"
            + " ssm:GetParameter on resource: arn:aws:ssm:us-east-1:1:parameter/blast/prod/stack"
            + " because no identity-based policy allows the ssm:GetParameter action");
    says(
        2,
        types("status"),
        "access denied: arn:aws:sts::1:assumed-role/intern/me may not do ssm:GetParameter on"
            + " arn:aws:ssm:us-east-1:1:parameter/blast/prod/stack",
        "have ssm:GetParameter allowed");
  }

  @Test
  void whatIsThrottledUnreachableOrGoneIsNotTheOperatorsFault() throws Exception {
    ssm.refuse(400, "ThrottlingException", "Rate exceeded");
    says(3, types("status"), "takes no more requests at the moment", "try again in a minute");
    ssm.refuseNoMore();

    ssm.put("/blast/prod/stack", stack("no-such-table"));
    says(3, types("status", RUN), "something of the stack is gone", "the table no-such-table");

    aws.set("aws.endpointUrlDynamoDb", "http://127.0.0.1:1");
    says(3, types("status", RUN), "AWS does not answer", "127.0.0.1:1", "the run goes on");

    aws.set("aws.endpointUrlSsm", "http://ssm.nowhere.invalid");
    says(3, types("status"), "AWS does not answer: there is no host", "ssm.nowhere.invalid");
  }

  @Test
  void aScheduleIsNotMadeWhereTheBucketIsGone() throws Exception {
    operator.writes("people.csv", "id,email\ni1,p1@example.com\n");
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo }, body: "Good morning" }
            schedule: { at: "2036-01-01T08:00:00", zone: UTC }
            """);
    try (LocalDynamo dynamo = new LocalDynamo()) {
      ssm.put("/blast/prod/stack", stack(dynamo.table().name()));
      says(
          3,
          types("schedule", campaign.toString()),
          "something of the stack is gone",
          "s3://no-such-bucket/campaigns/spring/");
    }
    assertThat(scheduler.names()).as("nothing fires without its files").isEmpty();
  }

  private String stack(String table) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("BLAST_TABLE", table);
    variables.put("BLAST_BUCKET", "no-such-bucket");
    variables.put("BLAST_KEEP_DAYS", "30");
    variables.put("BLAST_SHARD_QUEUE_URL", "http://127.0.0.1:1/1/shards");
    variables.put("BLAST_SCHEDULE_GROUP", SchedulerServer.GROUP);
    variables.put("BLAST_SCHEDULE_ROLE", StackStand.ROLE);
    variables.put("BLAST_SCHEDULE_DEAD_LETTER_QUEUE", StackStand.DEAD_CALLS);
    variables.put("BLAST_TRIGGER_FUNCTION", StackStand.TRIGGER);
    variables.put("BLAST_WATCH_FUNCTION", StackStand.WATCH);
    return JsonMapper.builder().build().valueToTree(variables).toString();
  }

  private static void says(int code, Answer answer, String... words) {
    assertThat(answer.code()).as("exit code of %s", answer).isEqualTo(code);
    assertThat(answer.inWords().err()).contains(words);
    assertThat(answer.err().lines().filter(line -> !line.startsWith("Note: ")))
        .as("lines of %s", answer)
        .hasSizeBetween(1, 2)
        .first()
        .asString()
        .startsWith("blast: ");
  }

  private Answer types(Object... words) {
    return operator.types(Stream.concat(Stream.of(words), Stream.of("--stack", "prod")).toArray());
  }
}
