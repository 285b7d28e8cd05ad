package dev.blast.sender.http;

/** A request without an answer. */
public final class PostFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final Failure failure;
  private final String detail;
  private final int status;

  public PostFailed(Failure failure, String detail) {
    this(failure, detail, 0);
  }

  PostFailed(Failure failure, String detail, int status) {
    // Expected, and made by the thousand where a provider is down: nobody reads its trace.
    super(detail, null, false, false);
    this.failure = failure;
    this.detail = detail;
    this.status = status;
  }

  /** What happened, and what to do, for people; no secret and no recipient. */
  public String detail() {
    return detail;
  }

  public Failure failure() {
    return failure;
  }

  /** What the proxy answered, of {@link Failure#PROXY_HTTP}; otherwise 0. */
  public int status() {
    return status;
  }
}
