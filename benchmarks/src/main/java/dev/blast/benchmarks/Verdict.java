package dev.blast.benchmarks;

/** What the provider answers to a request. */
enum Verdict {
  /** 200 with a message id. */
  ACCEPT,
  /** 503. */
  UNAVAILABLE,
  /** 429 with {@code Retry-After}. */
  THROTTLE
}
