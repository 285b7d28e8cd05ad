package dev.blast.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.report.Point;
import dev.blast.run.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The page of one run in one file, as it is at this moment: for the mail to the boss. Reads
 * counters, the run's history and a few recipients of each class that was not sent to, who are
 * named by their ids. Thread-safe.
 */
public final class FrozenPage {

  private final Views views;
  private final InstantSource clock;

  public FrozenPage(Views views, InstantSource clock) {
    this.views = views;
    this.clock = clock;
  }

  /** The file's text, UTF-8; empty when there is no such run. */
  public Optional<String> of(RunId id) {
    Instant now = clock.instant();
    return views
        .run(id)
        .map(
            view -> {
              ObjectNode facts = ViewJson.JSON.createObjectNode();
              facts.put("at", now.toEpochMilli());
              List<Point> history = views.history(id);
              facts.set("run", ViewJson.view(view, Pulse.of(history, view.tally(), now), now));
              facts.set("history", ViewJson.history(history));
              facts.set("samples", ViewJson.samples(views.samples(id)));
              return Page.frozen(facts);
            });
  }
}
