package dev.blast.local;

import dev.blast.delivery.Hindrance;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes into a run's log when a provider goes out of order and when it is back, which explains
 * afterwards why a run stood still. Used by one thread.
 */
final class Outages {

  private static final String BREAKER = "breaker";

  private final RunId run;
  private final RunLog log;
  private Map<String, String> known = Map.of();

  Outages(RunId run, RunLog log) {
    this.run = run;
    this.log = log;
  }

  /** Tells what is in the way at this moment. */
  void tell(Instant now, List<Hindrance> hindrances) {
    Map<String, String> out = new HashMap<>();
    for (Hindrance each : hindrances) {
      switch (each) {
        case Hindrance.Suspended(String provider, Instant until, String because) ->
            out.put(provider, because);
        case Hindrance.Probed(String provider, String because) -> out.put(provider, because);
        case Hindrance.Pushback pushback -> {}
        case Hindrance.Narrowed narrowed -> {}
      }
    }
    if (out.keySet().equals(known.keySet())) {
      return;
    }
    out.forEach(
        (provider, because) -> {
          if (!known.containsKey(provider)) {
            note(now, provider + " is out of order: " + because);
          }
        });
    known.keySet().stream()
        .filter(provider -> !out.containsKey(provider))
        .forEach(provider -> note(now, provider + " is back"));
    known = out;
  }

  private void note(Instant now, String what) {
    try {
      log.add(run, new RunEvent(now, BREAKER, what));
    } catch (RunFolderUnavailable unwritable) {
      // For display only: a run whose disk does not take it goes on.
    }
  }
}
