package dev.blast.cli;

import dev.blast.cli.DeadFacts.GroupFacts;
import dev.blast.cli.DeadFacts.LetterFacts;
import dev.blast.cli.DeadFacts.LetterGroup;
import dev.blast.cli.DeadFacts.SampleFacts;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.NotSent;
import dev.blast.run.RunId;
import dev.blast.site.Site;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says who was not sent to and why, and what the dead letters are. */
@Command(
    name = "dead",
    mixinStandardHelpOptions = true,
    description = {
      "Says who of a run was not sent to, in classes by outcome and reason, and which",
      "messages became dead letters, each with counts and samples.",
      "The bodies of dead letters hold addresses: they are printed only with --bodies."
    })
final class DeadCommand implements Callable<Integer> {

  /** So many letters of a class are listed where their bodies are not asked for. */
  private static final int SAMPLES = 3;

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(names = "--bodies", description = "Every dead letter, with its body as it was received.")
  private boolean bodies;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (Site site = stack.site(data, blast.clock())) {
      return dead(site);
    }
  }

  private int dead(Site site) {
    RunId id = RunArgument.parse(run, site);
    DeadFacts facts = new DeadFacts(id.toString(), notSent(id, site), letters(id, site));
    if (json) {
      blast.terminal().json(facts);
    } else {
      print(facts);
    }
    return ExitCode.BALANCED.code();
  }

  private List<GroupFacts> notSent(RunId id, Site site) {
    if (site.runs().manifest(id).isEmpty()) {
      return List.of();
    }
    return site
        .books()
        .named(id, why -> blast.terminal().note("Note: no recipient can be named: " + why))
        .stream()
        .map(DeadCommand::facts)
        .toList();
  }

  private static GroupFacts facts(NotSent.Named named) {
    NotSent.Group group = named.group();
    Iterator<String> ids = named.recipients().iterator();
    return new GroupFacts(
        group.outcome(),
        group.code(),
        group.count(),
        group.samples().stream()
            .map(each -> new SampleFacts(ids.next(), each.reason().toString()))
            .toList());
  }

  private List<LetterGroup> letters(RunId id, Site site) {
    Map<Kind, List<LetterFacts>> listed = new EnumMap<>(Kind.class);
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    site.deadLetters(
        id,
        letter -> {
          counts.merge(letter.kind(), 1L, Long::sum);
          List<LetterFacts> some =
              listed.computeIfAbsent(letter.kind(), first -> new ArrayList<>());
          if (bodies || some.size() < SAMPLES) {
            some.add(facts(letter));
          }
        });
    return counts.entrySet().stream()
        .map(
            each ->
                new LetterGroup(
                    each.getKey().word(),
                    each.getValue(),
                    listed.getOrDefault(each.getKey(), List.of())))
        .toList();
  }

  private LetterFacts facts(DeadLetter letter) {
    return new LetterFacts(
        letter.messageId(),
        letter.why(),
        letter.envelope().map(EnvelopeId::toString).orElse(""),
        letter.receives(),
        letter.at().toString(),
        bodies ? letter.body() : null);
  }

  private void print(DeadFacts facts) {
    Terminal terminal = blast.terminal();
    long people = facts.notSent().stream().mapToLong(GroupFacts::count).sum();
    terminal.fact(String.format(Locale.ROOT, "%s  %,d recipients not sent to", run, people));
    facts.notSent().forEach(this::print);
    long letters = facts.letters().stream().mapToLong(LetterGroup::count).sum();
    terminal.fact(String.format(Locale.ROOT, "%s  %,d dead letters", run, letters));
    facts.letters().forEach(this::print);
  }

  private void print(GroupFacts group) {
    line(group.count(), (group.outcome() + " " + group.reason()).strip());
    for (SampleFacts sample : group.samples()) {
      detail(
          (sample.recipient().isEmpty() ? "a recipient" : sample.recipient())
              + (sample.reason().isEmpty() ? "" : "  " + sample.reason()));
    }
  }

  private void print(LetterGroup group) {
    line(group.count(), group.kind());
    for (LetterFacts letter : group.samples()) {
      detail(
          letter.messageId()
              + "  "
              + letter.time()
              + "  received "
              + letter.receives()
              + (letter.receives() == 1 ? " time" : " times")
              + (letter.envelope().isEmpty() ? "" : "  " + letter.envelope())
              + "  "
              + letter.why());
      if (letter.body() != null) {
        blast.terminal().fact(" ".repeat(17) + visible(letter.body()));
      }
    }
  }

  private void line(long count, String what) {
    blast.terminal().fact(String.format(Locale.ROOT, "%,13d  %s", count, what));
  }

  private void detail(String text) {
    blast.terminal().fact(" ".repeat(15) + visible(text));
  }

  /** Anybody may have written these: control characters would garble a terminal. */
  private static String visible(String text) {
    return text.codePoints()
        .mapToObj(
            each ->
                Character.isISOControl(each) || Character.getType(each) == Character.FORMAT
                    ? String.format(Locale.ROOT, "\\u%04X", each)
                    : Character.toString(each))
        .collect(Collectors.joining());
  }
}
