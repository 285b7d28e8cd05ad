package dev.blast.aws.dynamo;

import dev.blast.report.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A table, and the processes that use it: one ledger each. */
final class Ledgers implements AutoCloseable {

  static final int SHARDS = 4;
  static final Duration KEPT = Duration.ofDays(30);
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T08:00:00Z"));

  private final LocalDynamo dynamo = new LocalDynamo();
  private DynamoLedger current = another();

  LocalDynamo dynamo() {
    return dynamo;
  }

  /** That of the process which the test is about. */
  DynamoLedger current() {
    return current;
  }

  /** Another process begins. */
  DynamoLedger another() {
    return new DynamoLedger(dynamo.client(), dynamo.table(), run -> SHARDS, CLOCK, KEPT);
  }

  /** The invocation ends, and another process goes on. */
  void reopen() {
    current.flush();
    current = another();
  }

  /** What is on record when the invocation ends. */
  Facts facts() {
    current.flush();
    return current;
  }

  @Override
  public void close() {
    dynamo.close();
  }
}
