package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.site.Finding;
import dev.blast.site.StackCampaigns;
import dev.blast.site.StackSite;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was found out about a campaign before a stack gets it.
 *
 * @param paths those of its files that a stack cannot have
 */
record PreflightCheck(String site, List<Finding> findings, List<Problem> paths) {

  /**
   * Looks; nothing is changed.
   *
   * @param fires when the campaign does; empty where that is not known
   */
  static PreflightCheck of(StackSite site, CampaignFile file, Optional<Instant> fires) {
    return new PreflightCheck(
        site.name(), site.preflight(file, fires), StackCampaigns.problems(file));
  }

  /**
   * Refuses when something is surely wrong, and shows all of it then.
   *
   * @param consequence of a refusal
   * @throws BadInput with everything that is wrong
   */
  void refuse(Terminal terminal, String consequence) {
    List<Problem> problems =
        Stream.concat(paths.stream(), findings.stream().flatMap(PreflightCheck::problem)).toList();
    if (!problems.isEmpty()) {
      lines().forEach(terminal::note);
      throw new BadInput(problems, consequence);
    }
  }

  /** Shows all of it. */
  void print(Terminal terminal) {
    lines().forEach(terminal::fact);
  }

  private static Stream<Problem> problem(Finding finding) {
    return finding instanceof Finding.Wrong wrong ? Stream.of(wrong.problem()) : Stream.empty();
  }

  private List<String> lines() {
    int width = findings.stream().mapToInt(each -> each.subject().length()).max().orElse(1);
    String form = "  %-11s  %-" + width + "s  %s";
    return Stream.concat(
            Stream.of("Pre-flight check on " + site + ":"),
            findings.stream()
                .map(each -> form.formatted(each.result(), each.subject(), each.says())))
        .toList();
  }

  /** For programs. */
  List<Map<String, String>> facts() {
    return findings.stream().map(PreflightCheck::fact).toList();
  }

  private static Map<String, String> fact(Finding finding) {
    Map<String, String> fact = new LinkedHashMap<>();
    fact.put("check", finding.subject());
    fact.put("result", finding.result());
    fact.put("says", finding.says());
    return fact;
  }
}
