package dev.blast.benchmarks.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * How much is sent.
 *
 * @param rows of audiences for this project; one contender for each
 * @param messages of a turn, at most, where each is for one recipient; a multiple of {@link
 *     Bodies#BATCH}
 * @param inFlight requests of a peer in flight, at most
 */
record Sizes(List<Long> rows, long messages, int inFlight) {

  Sizes {
    rows = rows.stream().distinct().toList();
    messages = messages / Bodies.BATCH * Bodies.BATCH;
  }

  /** For {@link #fromWords}. */
  List<String> toWords() {
    List<String> words = new ArrayList<>();
    words.add(Long.toString(messages));
    words.add(Integer.toString(inFlight));
    rows.forEach(each -> words.add(each.toString()));
    return words;
  }

  static Sizes fromWords(List<String> words) {
    return new Sizes(
        words.stream().skip(2).map(Long::valueOf).toList(),
        Long.parseLong(words.get(0)),
        Integer.parseInt(words.get(1)));
  }
}
