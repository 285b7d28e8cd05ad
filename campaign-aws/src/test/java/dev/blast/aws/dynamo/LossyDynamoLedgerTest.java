package dev.blast.aws.dynamo;

import org.junit.jupiter.api.BeforeEach;

/** The same promises where the first answer to every request is lost. */
class LossyDynamoLedgerTest extends DynamoLedgerTest {

  @BeforeEach
  void lose() {
    ledgers.dynamo().wire().loseFirstAnswers();
  }
}
