package dev.blast.aws.run;

import dev.blast.dispatch.Passes;
import dev.blast.dispatch.PassesContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class DynamoPassesTest extends PassesContract {

  private final Stand stand = new Stand();
  private final Passes passes = new DynamoPasses(stand.client(), stand.table());

  @BeforeEach
  void opens() {
    if (!stand.open(RUN)) {
      throw new AssertionError("the table is not empty");
    }
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @Override
  protected Passes passes() {
    return passes;
  }
}
