package dev.blast.stage;

import dev.blast.campaign.AudienceLimits;
import dev.blast.campaign.Problem;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.StagedCounts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what staging counted with a campaign's limits.
 *
 * @param file the audience as the operator knows it
 * @param notes what is known of the reasons beside the findings, in sentences
 */
record LimitCheck(
    AudienceLimits limits,
    String file,
    StagedCounts counts,
    List<Finding> findings,
    List<String> notes) {

  /** So many reasons are named. */
  private static final int REASONS = 3;

  /** Why the audience is refused; empty when it is within the limits. */
  Optional<Problem> problem() {
    OptionalLong most = limits.most();
    if (counts.recipients() < limits.least()) {
      return Optional.of(tooFew());
    }
    if (most.isPresent() && counts.recipients() > most.getAsLong()) {
      return Optional.of(tooMany(most.getAsLong()));
    }
    long invalid = counts.excluded(Exclusion.INVALID);
    return limits.invalid().exceededBy(invalid, counts.rows())
        ? Optional.of(tooManyInvalid(invalid))
        : Optional.empty();
  }

  private Problem tooFew() {
    long found = counts.recipients();
    String named = reasons(findings);
    String why =
        Stream.concat(Stream.of(named).filter(each -> !each.isEmpty()), notes.stream())
            .collect(Collectors.joining("; "));
    return Problem.of(
        file,
        (found == 0 ? "no recipient in " : number(found, "recipient") + " in ")
            + number(counts.rows(), "row")
            + (why.isEmpty() ? "" : ": " + why),
        "at least " + number(limits.least(), "recipient") + " (audience.limits.recipients.min)",
        "correct the audience or what leaves its rows out, or allow it: in audience, limits: {"
            + " recipients: { min: "
            + found
            + " } }");
  }

  private Problem tooMany(long most) {
    return Problem.of(
        file,
        number(counts.recipients(), "recipient"),
        "at most " + number(most, "recipient") + " (audience.limits.recipients.max)",
        "correct the audience, or raise max in the campaign file");
  }

  private Problem tooManyInvalid(long invalid) {
    List<Finding> of =
        findings.stream().filter(each -> each.exclusion() == Exclusion.INVALID).toList();
    return Problem.of(
        file,
        number(invalid, "invalid row") + " in " + number(counts.rows(), "row") + ": " + reasons(of),
        "at most " + limits.invalid().text() + " of the rows (audience.limits.invalid)",
        "correct the rows, or allow it: in audience, limits: { invalid: "
            + enough(invalid, counts.rows())
            + "% }");
  }

  /** Whole hundredths that hold this share. */
  private static String enough(long part, long whole) {
    return BigDecimal.valueOf(part * 100)
        .divide(BigDecimal.valueOf(whole), 0, RoundingMode.CEILING)
        .toPlainString();
  }

  private static String reasons(List<Finding> findings) {
    String named =
        findings.stream()
            .sorted(Comparator.comparingLong(Finding::count).reversed())
            .limit(REASONS)
            .map(LimitCheck::words)
            .collect(Collectors.joining("; "));
    return findings.size() > REASONS ? named + "; …" : named;
  }

  private static String words(Finding finding) {
    String code = finding.code().equals(finding.exclusion().word()) ? "" : finding.code();
    String detail = finding.examples().getFirst().detail();
    String lines =
        finding.examples().stream()
            .map(example -> Long.toString(example.line()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%,d %s %s%s%s (%s %s%s)",
        finding.count(),
        finding.exclusion().word(),
        code,
        code.isEmpty() || detail.isEmpty() ? "" : ": ",
        detail,
        finding.count() == 1 ? "line" : "lines",
        lines,
        finding.count() > finding.examples().size() ? ", …" : "");
  }

  private static String number(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}
