package dev.blast.aws.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.RunLogContract;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamoRunLogTest extends RunLogContract {

  private static final RunId ID = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));

  private final Stand stand = new Stand();

  @AfterEach
  void close() {
    stand.close();
  }

  @Override
  protected RunLog log() {
    return new DynamoRunLog(stand.client(), stand.table());
  }

  @Override
  protected void open(RunId id) {
    assertThat(stand.open(id)).isTrue();
  }

  @Override
  protected RunLog elsewhere() {
    return log();
  }

  @Test
  void eventsOfOneInstantAndOfClocksThatDifferKeepTheOrderOfTheirWriting() {
    open(ID);
    List<RunEvent> events = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      events.add(new RunEvent(ID.scheduled().minusSeconds(i / 2), "ann", "step " + i));
      log().add(ID, events.getLast());
    }
    assertThat(log().of(ID)).isEqualTo(events);
  }

  @Test
  void anEventWhoseAnswersAreLostIsThereOnce() {
    open(ID);
    Set<String> lost = ConcurrentHashMap.newKeySet();
    stand
        .dynamo()
        .wire()
        .after(
            (operation, body) -> {
              if (lost.add(operation)) {
                throw new IOException("connection reset by peer");
              }
            });
    RunEvent event = new RunEvent(ID.scheduled(), "ann", "paused");
    log().add(ID, event);

    assertThat(lost).contains("UpdateItem", "PutItem");
    assertThat(log().of(ID)).containsExactly(event);
  }
}
