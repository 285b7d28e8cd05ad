package dev.blast.delivery;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Dead letters in memory, for tests: the real contract, without the durability. */
public final class MemoryDeadLetters implements DeadLetters {

  private static final Comparator<DeadLetter> ORDER =
      Comparator.comparing(DeadLetter::at).thenComparing(DeadLetter::messageId);

  private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

  @Override
  public synchronized boolean record(DeadLetter letter) {
    return letters.putIfAbsent(letter.messageId(), letter) == null;
  }

  @Override
  public void each(Consumer<DeadLetter> each) {
    all().forEach(each);
  }

  public synchronized List<DeadLetter> all() {
    return letters.values().stream().sorted(ORDER).toList();
  }
}
