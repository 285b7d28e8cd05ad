package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.Hindrance;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Tally;
import dev.blast.report.Point;
import dev.blast.run.Control;
import dev.blast.watch.Watch;
import dev.blast.watch.Watch.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFilesTest {

  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  @TempDir private Path folder;
  private Instant now = START;

  private static Seen seen(long sent, long open) {
    StagedCounts staged = new StagedCounts(sent + open, Map.of(), sent + open);
    Tally tally = new Tally(staged, Map.of(Outcome.SENT, sent), open);
    return new Seen(tally, Control.NONE, Optional.of("the canary waits"), Watch.Phase.GOING);
  }

  private ProgressFiles.Writer writer(RunFolder run) {
    return new ProgressFiles.Writer(run, () -> now);
  }

  @Test
  void whatARunTellsIsReadByWhoeverWatches() {
    RunFolder run = new RunFolder(folder);
    writer(run).tell(seen(5, 7), List.of(new Hindrance.Narrowed("the provider", 3, 64)));
    assertThat(ProgressFiles.points(run))
        .containsExactly(
            new Point(
                START,
                Map.of(
                    Outcome.SENT, 5L,
                    Outcome.REJECTED, 0L,
                    Outcome.EXPIRED, 0L,
                    Outcome.CANCELLED, 0L,
                    Outcome.DEAD, 0L,
                    Outcome.UNCONFIRMED, 0L),
                7));
    ProgressFiles.Now said = ProgressFiles.now(run).orElseThrow();
    assertThat(said.standstill()).contains("the canary waits");
    assertThat(said.hindrances())
        .containsExactly("the provider gets 3 attempts at a time instead of 64");
  }

  @Test
  void aRunOfADayHasSomeThousandPointsAndItsFirstMinutesHaveEverySecond() {
    RunFolder run = new RunFolder(folder);
    ProgressFiles.Writer writer = writer(run);
    for (long second = 0; second <= Duration.ofDays(1).toSeconds(); second++) {
      now = START.plusSeconds(second);
      writer.tell(seen(second, 1_000_000 - second), List.of());
    }
    List<Point> points = ProgressFiles.points(run);
    assertThat(points).hasSizeBetween(3_000, 4_500);
    assertThat(points.get(300).at()).isEqualTo(START.plusSeconds(300));
  }

  @Test
  void theLastPointIsAlwaysThere() {
    RunFolder run = new RunFolder(folder);
    ProgressFiles.Writer writer = writer(run);
    writer.tell(seen(1, 1), List.of());
    now = START.plusMillis(100);
    writer.tell(seen(2, 0), List.of());
    writer.tell(seen(2, 0), List.of());
    assertThat(ProgressFiles.points(run)).extracting(Point::open).containsExactly(1L, 0L);
  }

  @Test
  void whatADyingProcessLeftOfALineIsPassedOver() throws IOException {
    RunFolder run = new RunFolder(folder);
    writer(run).tell(seen(1, 1), List.of());
    Files.writeString(run.progress(), "{\"at\":\"2026-", StandardOpenOption.APPEND);
    now = START.plusSeconds(60);
    writer(run).tell(seen(2, 0), List.of());
    assertThat(ProgressFiles.points(run)).extracting(Point::open).containsExactly(1L, 0L);
  }

  @Test
  void aDiskThatTakesNothingStopsNobody() {
    RunFolder run = new RunFolder(folder.resolve("gone"));
    writer(run).tell(seen(1, 1), List.of());
    assertThat(ProgressFiles.points(run)).isEmpty();
    assertThat(ProgressFiles.now(run)).isEmpty();
  }
}
