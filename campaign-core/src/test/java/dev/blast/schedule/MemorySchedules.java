package dev.blast.schedule;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Schedules in memory, for tests: the real contract, but nobody is called. */
public final class MemorySchedules implements Schedules {

  private final SortedMap<ScheduleName, ScheduledCall> calls = new TreeMap<>();

  @Override
  public synchronized Created create(ScheduledCall call) {
    ScheduledCall known = calls.putIfAbsent(call.name(), call);
    return known == null || known.equals(call) ? Created.THERE : Created.TAKEN;
  }

  @Override
  public synchronized Optional<ScheduledCall> find(ScheduleName name) {
    return Optional.ofNullable(calls.get(name));
  }

  @Override
  public synchronized List<ScheduleName> names(String prefix) {
    return calls.keySet().stream().filter(name -> name.text().startsWith(prefix)).toList();
  }

  @Override
  public synchronized boolean replace(ScheduledCall call) {
    return calls.replace(call.name(), call) != null;
  }

  @Override
  public synchronized boolean delete(ScheduleName name) {
    return calls.remove(name) != null;
  }
}
