package dev.blast.aws.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Asks Lambda how many invocations an account may have at a time. Stateless; blocks. */
public final class AccountConcurrency {

  private final SignedHttp lambda;

  AccountConcurrency(SignedHttp lambda) {
    this.lambda = lambda;
  }

  /** For the account, region and endpoint of the environment, as the SDK finds them. */
  public static AccountConcurrency fromEnvironment() {
    return new AccountConcurrency(SignedHttp.fromEnvironment("lambda"));
  }

  /** What Lambda says. */
  public sealed interface Answer {

    /**
     * Invocations at a time that functions of the account share, in this region.
     *
     * @param all of the account
     * @param unreserved those that no function has reserved for itself
     */
    record Known(int all, int unreserved) implements Answer {}

    /** Lambda does not say; {@code why} may hold its words. */
    record Unknown(String why) implements Answer {}
  }

  /** Asks (Lambda API reference, GetAccountSettings). Never throws: a failure is an answer. */
  public Answer read() {
    try {
      JsonNode limit =
          lambda
              .ask(
                  request ->
                      request
                          .method(SdkHttpMethod.GET)
                          .encodedPath("/2016-08-19/account-settings/"),
                  new byte[0])
              .path("AccountLimit");
      JsonNode unreserved = limit.path("UnreservedConcurrentExecutions");
      return unreserved.isInt()
          ? new Answer.Known(
              limit.path("ConcurrentExecutions").asInt(unreserved.asInt()), unreserved.asInt())
          : new Answer.Unknown("Lambda's answer has no UnreservedConcurrentExecutions");
    } catch (SignedHttp.Refused refused) {
      return new Answer.Unknown(
          refused.isLasting()
              ? "these credentials may not ask Lambda (" + refused.getMessage() + ")"
              : "Lambda does not say (" + refused.getMessage() + ")");
    } catch (IOException | SdkException failed) {
      return new Answer.Unknown("Lambda does not answer (" + failed.getMessage() + ")");
    }
  }
}
