package dev.blast.local;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What went wrong between queue, function and ledger without stopping the run: counted, so that a
 * slow run can say why. Thread-safe.
 */
final class Troubles {

  private record Trouble(long times, long messages, String lastWhy) {}

  private final ConcurrentMap<String, Trouble> troubles = new ConcurrentSkipListMap<>();

  void listen(MappingEvent event) {
    switch (event) {
      case MappingEvent.Failed(int messages, String why) ->
          add("an invocation failed and its messages came back", messages, why);
      case MappingEvent.Undeleted(int messages, String why) ->
          add("messages that were done could not be deleted and came back", messages, why);
      case MappingEvent.Unreadable(String why) -> add("the queue could not be read", 0, why);
      case MappingEvent.Logged(String line) -> add("a sender reported", 0, line.strip());
      case MappingEvent.Invoked _,
          MappingEvent.Deleted _,
          MappingEvent.Returned _,
          MappingEvent.GivenBack _ -> {}
    }
  }

  /** An envelope was claimed whose holder had vanished: its open recipients are in doubt. */
  void inDoubt(String envelope) {
    add(
        "an envelope's sender had vanished: who was open in it may be attempted twice",
        1,
        envelope);
  }

  /** An operator was to be told; here they are, at the end. */
  void alert(String line) {
    add("an alert was raised", 0, line);
  }

  /** Nobody was told of what stands in the run's events. */
  void alertLost(String why) {
    add("an alert could not be sent", 0, why);
  }

  /** The queue ends with the process. */
  void lettersLost(long messages) {
    add(
        "dead letters could not be recorded and are lost with the queue; who is open in them is"
            + " dispatched again by a resume",
        Math.toIntExact(messages),
        "see the other notes");
  }

  /** The dead-letter queue took nothing of a sender. */
  void lettersStay(int messages, String why) {
    add("the dead-letter queue took no messages, and they came back", messages, why);
  }

  private void add(String what, int messages, String why) {
    troubles.merge(
        what,
        new Trouble(1, messages, why),
        (sum, one) -> new Trouble(sum.times() + 1, sum.messages() + one.messages(), one.lastWhy()));
  }

  /** One sentence for each kind, with how often, how many messages, and the latest reason. */
  List<String> sentences() {
    return troubles.entrySet().stream()
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%s: %,d times, %,d messages; last: %s",
                    each.getKey(),
                    each.getValue().times(),
                    each.getValue().messages(),
                    each.getValue().lastWhy()))
        .toList();
  }
}
