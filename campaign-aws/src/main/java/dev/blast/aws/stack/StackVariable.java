package dev.blast.aws.stack;

import java.util.Optional;

/** A variable that tells a function, a worker or an operator's command what a stack consists of. */
public enum StackVariable {
  BLAST_TABLE("the DynamoDB table"),
  BLAST_BUCKET("the S3 bucket of manifests, rejects and reports"),
  BLAST_QUEUE_URLS("the queues of envelopes, separated by commas"),
  BLAST_DEAD_LETTER_QUEUE_URL("the queue of dead letters"),
  BLAST_SHARD_QUEUE_URL("the queue of orders of shards"),
  BLAST_ALERT_TOPIC("the ARN of the SNS topic for alerts"),
  BLAST_SCHEDULE_GROUP("the schedule group"),
  BLAST_SCHEDULE_ROLE("the ARN of the role that schedules call functions with"),
  BLAST_SCHEDULE_DEAD_LETTER_QUEUE("the ARN of the queue for calls that cannot be handed over"),
  BLAST_TRIGGER_FUNCTION("the ARN of the trigger function"),
  BLAST_WATCH_FUNCTION("the ARN of the watch function"),
  BLAST_KEEP_DAYS("after how many days the ledger may forget a run"),
  BLAST_SECRETS("the names of SSM parameters with secrets, by what campaigns call them", "{}"),
  BLAST_CHANNEL_SECRETS("the names of the senders' own variables with secrets, a JSON array", ""),
  BLAST_SENDER_TIMEOUT("the seconds after which an invocation of a sender ends", ""),
  BLAST_CONCURRENCY("invocations of all functions at a time, at most", "");

  private final String what;
  private final Optional<String> otherwise;

  StackVariable(String what) {
    this.what = what;
    this.otherwise = Optional.empty();
  }

  StackVariable(String what, String otherwise) {
    this.what = what;
    this.otherwise = Optional.of(otherwise);
  }

  /**
   * What it is when nobody says: an empty text where that means that it is not known, as on a stack
   * of an earlier version. Empty for one that must be said.
   */
  Optional<String> otherwise() {
    return otherwise;
  }

  /** What its value is. */
  public String what() {
    return what;
  }
}
