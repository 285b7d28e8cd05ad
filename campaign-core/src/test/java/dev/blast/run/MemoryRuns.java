package dev.blast.run;

import dev.blast.redrive.Redrives;
import dev.blast.redrive.Selection;
import dev.blast.stage.Manifest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs in memory, for tests: the real contract, without the durability. */
public final class MemoryRuns implements Runs, Redrives {

  private final Map<RunId, Entry> entries = new HashMap<>();

  private static final class Entry {
    private final Run run;
    private RunState state = RunState.OPENED;
    private @Nullable Manifest manifest;
    private @Nullable Redrive redrive;

    Entry(Run run) {
      this.run = run;
    }
  }

  @Override
  public synchronized boolean open(Run run) {
    return entries.putIfAbsent(run.id(), new Entry(run)) == null;
  }

  @Override
  public synchronized boolean skip(Run run) {
    Entry skipped = new Entry(run);
    skipped.state = RunState.SKIPPED;
    return entries.putIfAbsent(run.id(), skipped) == null;
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

  @Override
  public synchronized int latest(RunId run) {
    return Optional.ofNullable(entries.get(run))
        .flatMap(entry -> Optional.ofNullable(entry.redrive))
        .map(Redrive::number)
        .orElse(0);
  }

  @Override
  public synchronized Optional<Redrive> begin(RunId run, Selection selection, Instant until) {
    Entry entry = known(run);
    Optional<RunState> next = entry.state.after(RunState.Event.REDRIVE_BEGUN);
    if (next.isEmpty()) {
      return Optional.empty();
    }
    Redrive begun = new Redrive(run, latest(run) + 1, selection, until);
    entry.redrive = begun;
    entry.state = next.get();
    return Optional.of(begun);
  }

  @Override
  public synchronized Optional<Redrive> reopening(RunId run) {
    return Optional.ofNullable(entries.get(run))
        .filter(entry -> entry.state == RunState.REOPENING)
        .flatMap(entry -> Optional.ofNullable(entry.redrive));
  }

  @Override
  public synchronized boolean reopened(Redrive redrive) {
    Entry entry = known(redrive.run());
    Optional<RunState> next = entry.state.after(RunState.Event.REOPENED);
    if (next.isEmpty() || !redrive.equals(entry.redrive)) {
      return false;
    }
    entry.state = next.get();
    return true;
  }

  @Override
  public synchronized boolean close(RunId run, int number) {
    Entry entry = known(run);
    if (latest(run) != number) {
      return false;
    }
    entry.state = entry.state.after(RunState.Event.BOOKS_BALANCED).orElse(entry.state);
    return entry.state == RunState.CLOSED;
  }

  private Entry known(RunId id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalArgumentException("no run " + id);
    }
    return entry;
  }
}
