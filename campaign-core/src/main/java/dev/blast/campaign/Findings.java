package dev.blast.campaign;

import dev.blast.campaign.Source.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file. Not thread-safe. */
final class Findings {

  private final Source source;
  private final boolean frozen;
  private final List<Problem> problems = new ArrayList<>();

  Findings(Source source) {
    this(source, false);
  }

  /**
   * @param frozen of a campaign that a run froze: what was right then stays right
   */
  Findings(Source source, boolean frozen) {
    this.source = source;
    this.frozen = frozen;
  }

  Source source() {
    return source;
  }

  void add(Mark mark, String found, String expected, String remedy) {
    problems.add(new Problem(source.name(), mark.line(), mark.column(), found, expected, remedy));
  }

  /** A problem that earlier versions took: a campaign that one of them froze goes on with it. */
  void addSince(Mark mark, String found, String expected, String remedy) {
    if (!frozen) {
      add(mark, found, expected, remedy);
    }
  }

  int size() {
    return problems.size();
  }

  /** In the order of the file. */
  List<Problem> inOrder() {
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
