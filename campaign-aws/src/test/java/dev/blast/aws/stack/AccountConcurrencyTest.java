package dev.blast.aws.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.aws.stack.AccountConcurrency.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Over Lambda's own protocol. */
class AccountConcurrencyTest {

  private final LambdaServer lambda = new LambdaServer();
  private final AccountConcurrency account =
      new AccountConcurrency(
          new SignedHttp(
              "lambda",
              lambda.endpoint(),
              Region.US_EAST_1,
              StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"))));

  @AfterEach
  void goes() {
    lambda.close();
  }

  @Test
  void theLimitOfTheAccountIsReadAndWhatIsNotReservedOfIt() {
    lambda.limit(1_000, 900);
    assertThat(account.read()).isEqualTo(new Answer.Known(1_000, 900));
  }

  @Test
  void whoMayNotAskIsToldSo() {
    lambda.deny(true);
    assertThat(account.read())
        .isEqualTo(
            new Answer.Unknown(
                "these credentials may not ask Lambda (AccessDeniedException (HTTP 403): not"
                    + " authorized)"));
  }

  @Test
  void aServiceThatDoesNotAnswerIsAnAnswerToo() {
    lambda.close();
    assertThat(account.read())
        .isInstanceOfSatisfying(
            Answer.Unknown.class,
            unknown -> assertThat(unknown.why()).startsWith("Lambda does not answer ("));
  }
}
