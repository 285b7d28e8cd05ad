package dev.blast.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was done to runs, in memory, for tests. */
public final class MemoryRunLog implements RunLog {

  private final Map<RunId, List<RunEvent>> events = new HashMap<>();

  /** From now on there is such a run. */
  public synchronized void opened(RunId run) {
    events.putIfAbsent(run, new ArrayList<>());
  }

  @Override
  public synchronized void add(RunId run, RunEvent event) {
    List<RunEvent> known = events.get(run);
    if (known == null) {
      throw new IllegalArgumentException("no run " + run);
    }
    known.add(event);
  }

  @Override
  public synchronized List<RunEvent> of(RunId run) {
    return List.copyOf(events.getOrDefault(run, List.of()));
  }
}
