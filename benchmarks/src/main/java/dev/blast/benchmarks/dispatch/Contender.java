package dev.blast.benchmarks.dispatch;

/** One way to get messages onto the queue. Used by one thread; keeps its connections. */
interface Contender extends AutoCloseable {

  String name();

  /** How many recipients one {@link #send} is for. */
  long recipients();

  /**
   * Sends to all of them, and blocks until every message is acknowledged.
   *
   * @return how many messages were acknowledged
   * @throws Exception when one was not; the benchmark fails
   */
  long send() throws Exception;

  @Override
  void close();
}
