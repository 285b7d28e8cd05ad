package dev.blast.aws.run;

import dev.blast.aws.MemoryS3;
import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.dynamo.LocalDynamo;
import dev.blast.aws.s3.RunObjects;
import dev.blast.run.RunId;
import dev.blast.run.RunsContract;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A table and a folder of a bucket, both a test's own. */
final class Stand implements AutoCloseable {

  private final LocalDynamo dynamo = new LocalDynamo();
  private final RunObjects objects =
      new RunObjects(MemoryS3.shared().client(), MemoryS3.BUCKET, UUID.randomUUID() + "/");

  LocalDynamo dynamo() {
    return dynamo;
  }

  DynamoDbClient client() {
    return dynamo.client();
  }

  BlastTable table() {
    return dynamo.table();
  }

  S3Client s3() {
    return MemoryS3.shared().client();
  }

  RunObjects objects() {
    return objects;
  }

  DynamoRuns runs() {
    return new DynamoRuns(client(), table(), objects, RunsContract::read);
  }

  /** Opens a run; false when it is there. */
  boolean open(RunId id) {
    return runs().open(RunsContract.run(id));
  }

  @Override
  public void close() {
    dynamo.close();
  }
}
