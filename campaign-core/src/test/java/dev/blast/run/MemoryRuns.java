package dev.blast.run;

import dev.blast.stage.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs in memory, for tests: the real contract, without the durability. */
public final class MemoryRuns implements Runs {

  private final Map<RunId, Entry> entries = new HashMap<>();

  private static final class Entry {
    private final Run run;
    private RunState state = RunState.OPENED;
    private @Nullable Manifest manifest;

    Entry(Run run) {
      this.run = run;
    }
  }

  @Override
  public synchronized boolean open(Run run) {
    return entries.putIfAbsent(run.id(), new Entry(run)) == null;
  }

  @Override
  public synchronized Optional<Run> find(RunId id) {
    return Optional.ofNullable(entries.get(id)).map(entry -> entry.run);
  }

  @Override
  public synchronized Optional<RunState> state(RunId id) {
    return Optional.ofNullable(entries.get(id)).map(entry -> entry.state);
  }

  @Override
  public synchronized List<RunId> all() {
    return entries.keySet().stream().sorted(RunId.NEWEST_FIRST).toList();
  }

  @Override
  public List<RunId> ofCampaign(String campaignId) {
    return all().stream().filter(id -> id.campaignId().equals(campaignId)).toList();
  }

  @Override
  public synchronized void freeze(RunId id, Manifest manifest) {
    Entry entry = known(id);
    if (entry.manifest != null && !entry.manifest.equals(manifest)) {
      throw new IllegalArgumentException("another manifest of " + id + " is frozen");
    }
    entry.manifest = manifest;
  }

  @Override
  public synchronized Optional<Manifest> manifest(RunId id) {
    return Optional.ofNullable(entries.get(id))
        .flatMap(entry -> Optional.ofNullable(entry.manifest));
  }

  @Override
  public synchronized RunState advance(RunId id, RunState.Event event) {
    Entry entry = known(id);
    entry.state = entry.state.after(event).orElse(entry.state);
    return entry.state;
  }

  private Entry known(RunId id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalArgumentException("no run " + id);
    }
    return entry;
  }
}
