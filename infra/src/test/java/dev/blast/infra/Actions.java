package dev.blast.infra;

import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import dev.blast.aws.dynamo.BlastTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** What IAM calls the operations that code asks the SDK's clients for. */
final class Actions {

  private static final Map<String, String> SERVICES =
      Map.of(
          DynamoDbClient.class.getName(), "dynamodb",
          S3Client.class.getName(), "s3",
          SqsClient.class.getName(), "sqs",
          SnsClient.class.getName(), "sns",
          SchedulerClient.class.getName(), "scheduler",
          SsmClient.class.getName(), "ssm");

  /** The operations that IAM calls by another action's name (service authorization reference). */
  private static final Map<String, List<String>> OTHERS =
      Map.ofEntries(
          Map.entry("s3:HeadObject", List.of("s3:GetObject")),
          Map.entry("s3:GetObjectAsBytes", List.of("s3:GetObject")),
          // GetObject of what is copied, too
          Map.entry("s3:CopyObject", List.of("s3:GetObject", "s3:PutObject")),
          Map.entry("s3:CreateMultipartUpload", List.of("s3:PutObject")),
          Map.entry("s3:UploadPart", List.of("s3:PutObject")),
          Map.entry("s3:CompleteMultipartUpload", List.of("s3:PutObject")),
          Map.entry("sqs:SendMessageBatch", List.of("sqs:SendMessage")),
          Map.entry("sqs:DeleteMessageBatch", List.of("sqs:DeleteMessage")),
          Map.entry("sqs:ChangeMessageVisibilityBatch", List.of("sqs:ChangeMessageVisibility")),
          Map.entry("dynamodb:QueryPaginator", List.of("dynamodb:Query")),
          // all of them put what is new
          Map.entry("dynamodb:TransactWriteItems", List.of("dynamodb:PutItem")),
          Map.entry("scheduler:ListSchedulesPaginator", List.of("scheduler:ListSchedules")));

  /** What classes ask that sign and send their request themselves. */
  private static final Map<String, String> SIGNED =
      Map.of(
          "dev.blast.aws.stack.ParameterReader", "ssm:GetParameters",
          "dev.blast.aws.stack.AccountConcurrency", "lambda:GetAccountSettings");

  private static final Set<String> OF_CLIENTS_THEMSELVES =
      Set.of("close", "serviceClientConfiguration", "serviceName", "waiter", "builder", "create");

  private Actions() {}

  /** What a call needs to be allowed; empty for one that asks no service. */
  static Stream<String> of(JavaCodeUnitAccess<?> call) {
    String signed = SIGNED.get(call.getTargetOwner().getName());
    if (signed != null && call.getName().equals("read")) {
      return Stream.of(signed);
    }
    String service = SERVICES.get(call.getTargetOwner().getName());
    if (service == null || OF_CLIENTS_THEMSELVES.contains(call.getName()) || isForTests(call)) {
      return Stream.empty();
    }
    String name = service + ":" + capital(call.getName());
    return OTHERS.getOrDefault(name, List.of(name)).stream();
  }

  /** A table is created by Terraform; and the lean client hands on what it does not do itself. */
  private static boolean isForTests(JavaCodeUnitAccess<?> call) {
    return call.getOriginOwner().isEquivalentTo(BlastTable.class)
        || call.getOriginOwner().getSimpleName().equals("SqsSendingClient");
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
