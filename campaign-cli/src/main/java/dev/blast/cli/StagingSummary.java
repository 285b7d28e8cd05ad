package dev.blast.cli;

import dev.blast.audience.Layout;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignNotes;
import dev.blast.campaign.Problem;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.StagedCounts;
import dev.blast.stage.AbsentValues;
import dev.blast.stage.Finding;
import dev.blast.stage.ListUse;
import dev.blast.stage.Manifest;
import dev.blast.stage.Staging;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What staging found, for people and for programs. */
record StagingSummary(Staging.Answer.Staged staged) {

  /**
   * The summary; throws {@link BadInput} with all problems when the audience was refused.
   *
   * @param name of the campaign file, as the operator knows it
   */
  static StagingSummary orRefuse(Staging.Answer answer, CampaignFile file, String name) {
    return switch (answer) {
      case Staging.Answer.Refused(var problems) -> throw new BadInput(placed(problems, file, name));
      case Staging.Answer.Staged staged -> new StagingSummary(staged);
    };
  }

  /** The problems; of a column that the message names and the audience lacks also where it does. */
  static List<Problem> placed(List<Problem> problems, CampaignFile file, String name) {
    return problems.stream().map(problem -> placed(problem, file, name)).toList();
  }

  private static Problem placed(Problem problem, CampaignFile file, String name) {
    return file.campaign().columns().stream()
        .filter(column -> problem.expected().equals(Layout.missing(column)))
        .findFirst()
        .flatMap(column -> CampaignNotes.placeOf(column, file, name))
        .map(
            place ->
                new Problem(
                    problem.file(),
                    problem.line(),
                    problem.column(),
                    problem.found(),
                    problem.expected() + ", as " + place + " says",
                    problem.remedy()))
        .orElse(problem);
  }

  /**
   * What stops nothing: of the campaign, with this audience's columns, and of staging.
   *
   * @param name of the campaign file, as the operator knows it
   */
  List<String> notes(CampaignFile file, String name) {
    List<String> notes = new ArrayList<>(CampaignNotes.of(file, name, staged.manifest().header()));
    notes.addAll(staged.notes());
    return notes;
  }

  void print(Terminal terminal) {
    StagedCounts counts = staged.manifest().counts();
    line(terminal, counts.rows(), "rows in the audience");
    for (Exclusion exclusion : Exclusion.values()) {
      long count = counts.excluded(exclusion);
      if (count > 0) {
        line(terminal, count, exclusion.word());
        staged.findings().stream()
            .filter(finding -> finding.exclusion() == exclusion)
            .forEach(finding -> terminal.fact(" ".repeat(15) + words(finding)));
      }
    }
    line(terminal, counts.recipients(), "recipients");
    for (ListUse list : staged.manifest().lists()) {
      terminal.fact(
          String.format(
              Locale.ROOT,
              "%s: %s, matched %s",
              list.file(),
              counted(list.entries(), "entry", "entries"),
              counted(list.matched(), "row", "rows")));
    }
    notes(terminal);
  }

  /** Notes what may not be as the operator thinks, on standard error. */
  void notes(Terminal terminal) {
    Manifest manifest = staged.manifest();
    for (ListUse list : manifest.lists()) {
      if (list.matchedNobody()) {
        terminal.note(warning(list));
      }
    }
    if (manifest.sharedAddresses() > 0) {
      terminal.note(
          String.format(
              Locale.ROOT,
              "Note: %s under several ids; to send to each address once, write unique: address in"
                  + " audience",
              counted(manifest.sharedAddresses(), "address occurs", "addresses occur")));
    }
    for (AbsentValues column : manifest.absentValues()) {
      terminal.note(
          String.format(
              Locale.ROOT,
              "Note: %s a word such as NULL or #N/A in the column '%s'; the template's default"
                  + " stands in for it",
              counted(column.recipients(), "recipient has", "recipients have"),
              column.column()));
    }
  }

  private static String counted(long count, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
  }

  private static String warning(ListUse list) {
    String nobody =
        String.format(
            Locale.ROOT,
            "Warning: %s has %s in its column '%s', and the audience has none of them as %s: the"
                + " list suppresses nobody",
            list.file(),
            counted(list.entries(), "entry", "entries"),
            list.column(),
            list.match() == Match.ID ? "a recipient id" : "an address");
    return list.hint().isEmpty() ? nobody : nobody + "\n         " + list.hint();
  }

  private static void line(Terminal terminal, long count, String what) {
    terminal.fact(String.format(Locale.ROOT, "%,13d  %s", count, what));
  }

  private static String words(Finding finding) {
    String lines =
        finding.examples().stream()
            .map(example -> Long.toString(example.line()))
            .collect(Collectors.joining(", "));
    String more = finding.count() > finding.examples().size() ? ", …" : "";
    String detail = finding.examples().getFirst().detail();
    return String.format(
        Locale.ROOT,
        "%s%s: line %s%s",
        finding.code(),
        detail.isEmpty() || finding.count() > 1 ? "" : " (" + detail + ")",
        lines,
        more);
  }

  Map<String, Object> facts() {
    Manifest manifest = staged.manifest();
    Map<String, Object> facts = new LinkedHashMap<>(RunFacts.rows(manifest.counts()));
    facts.put("blankLines", staged.blankLines());
    facts.put("shards", manifest.shards().size());
    facts.put("recipientsPerEnvelope", manifest.packing());
    facts.put("envelopes", manifest.envelopes());
    facts.put("findings", findings());
    facts.put("lists", lists());
    facts.put("sharedAddresses", manifest.sharedAddresses());
    facts.put("absentValues", absentValues());
    facts.put("notes", staged.notes());
    return facts;
  }

  private List<Map<String, Object>> lists() {
    return staged.manifest().lists().stream()
        .map(
            list ->
                Map.<String, Object>of(
                    "file", list.file(),
                    "column", list.column(),
                    "match", list.match().name().toLowerCase(Locale.ROOT),
                    "entries", list.entries(),
                    "matched", list.matched(),
                    "hint", list.hint()))
        .toList();
  }

  private Map<String, Long> absentValues() {
    Map<String, Long> counts = new LinkedHashMap<>();
    staged.manifest().absentValues().forEach(each -> counts.put(each.column(), each.recipients()));
    return counts;
  }

  private List<Map<String, Object>> findings() {
    return staged.findings().stream()
        .map(
            finding ->
                Map.<String, Object>of(
                    "is", finding.exclusion().word(),
                    "reason", finding.code(),
                    "count", finding.count(),
                    "lines", finding.examples().stream().map(Finding.Example::line).toList()))
        .toList();
  }
}
