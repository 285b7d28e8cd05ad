package dev.blast.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.blast.local.Uncertain;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Tally;
import dev.blast.run.RunId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run, for programs. The shape of {@code --json}; docs/commands.md describes it.
 *
 * @param state OPENED, STAGED, DISPATCHED, CLOSED, CANCELLED, REFUSED or SKIPPED; OPEN when a
 *     command left it so
 * @param rows what became of the rows; empty before staging. Whoever turned out to be invalid after
 *     staging is among the invalid
 * @param outcomes recipients by outcome, and {@code open}
 * @param uncertain envelopes that were in flight when an earlier process ended
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RunFacts(
    String run,
    String state,
    boolean balanced,
    Map<String, Long> rows,
    Map<String, Long> outcomes,
    List<UncertainFacts> uncertain) {

  record UncertainFacts(String envelope, List<String> recipients) {}

  static RunFacts of(RunId id, String state, Tally tally, List<Uncertain> uncertain) {
    return new RunFacts(
        id.toString(),
        state,
        tally.balances(),
        rows(tally.staged()),
        outcomes(tally),
        uncertain.stream()
            .map(each -> new UncertainFacts(each.envelope().toString(), each.recipients()))
            .toList());
  }

  /** What became of the rows; staging reports the same. */
  static Map<String, Long> rows(StagedCounts counts) {
    Map<String, Long> rows = new LinkedHashMap<>();
    rows.put("rows", counts.rows());
    for (Exclusion exclusion : Exclusion.values()) {
      rows.put(exclusion.word(), counts.excluded(exclusion));
    }
    rows.put("recipients", counts.recipients());
    return rows;
  }

  private static Map<String, Long> outcomes(Tally tally) {
    Map<String, Long> outcomes = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.OF_RECIPIENTS) {
      outcomes.put(outcome.word(), tally.count(outcome));
    }
    outcomes.put("open", tally.open());
    return outcomes;
  }
}
