package dev.blast.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads whom {@code blast resume} names as in flight when the run before it ended. */
final class Uncertain {

  private static final String LINE = "in flight at the kill: ";

  private Uncertain() {}

  /**
   * The recipient ids in its output: in lines {@code in flight at the kill: ENVELOPE ID ID ...},
   * and in the list {@code uncertain} of the JSON object at its end, where there is one.
   */
  static Set<String> read(String output) {
    Set<String> recipients = new HashSet<>();
    output
        .lines()
        .filter(line -> line.startsWith(LINE))
        .map(line -> List.of(line.substring(LINE.length()).split("[ ,]+", -1)))
        .forEach(words -> recipients.addAll(words.subList(1, words.size())));
    for (JsonNode envelope : LastObject.in(output).path("uncertain")) {
      envelope.path("recipients").forEach(id -> recipients.add(id.asText()));
    }
    return recipients;
  }
}
