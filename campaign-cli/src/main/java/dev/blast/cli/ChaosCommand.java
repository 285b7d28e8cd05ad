package dev.blast.cli;

import dev.blast.chaos.Chaos;
import dev.blast.chaos.Fault;
import dev.blast.chaos.Verdict;
import dev.blast.outcome.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The self-test. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Tests Blast on this machine: sends a made-up campaign to a built-in provider while",
      "senders are killed, messages repeated and lost, the provider throttled, hung and cut,",
      "the clock stepped, the ledger locked and the disk full. Reaches nobody.",
      "Prints what was injected and what became of everybody: lost, repeated and unexplained",
      "must each be right, or it fails."
    })
final class ChaosCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;

  @Option(
      names = "--recipients",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many, 1 to 10,000,000. Default: ${DEFAULT-VALUE}.")
  private int recipients;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same one strikes the same recipients. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--fault",
      split = ",",
      paramLabel = "FAULT",
      description = "Only these, such as killed-senders; several with commas. Default: all.")
  private List<String> words = List.of();

  @Option(names = "--each", description = "Each fault alone, then all of them together.")
  private boolean each;

  @Option(names = "--json", description = "Print the facts as one JSON object a run.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (recipients < 1 || recipients > 10_000_000) {
      throw new BadInput("--recipients " + recipients + ": a number from 1 to 10,000,000.");
    }
    Set<Fault> faults = faults();
    boolean passed = true;
    for (Set<Fault> some : scenarios(faults)) {
      passed &= run(some);
    }
    return (passed ? ExitCode.BALANCED : ExitCode.DEPENDENCY_FAILED).code();
  }

  private Set<Fault> faults() {
    if (words.isEmpty()) {
      return EnumSet.allOf(Fault.class);
    }
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    for (String word : words) {
      faults.add(
          Arrays.stream(Fault.values())
              .filter(fault -> fault.word().equals(word.strip()))
              .findAny()
              .orElseThrow(() -> new BadInput(noSuchFault(word))));
    }
    return faults;
  }

  private static String noSuchFault(String word) {
    return "there is no fault "
        + word
        + "; there are "
        + Arrays.stream(Fault.values()).map(Fault::word).collect(Collectors.joining(", "))
        + ".";
  }

  private List<Set<Fault>> scenarios(Set<Fault> faults) {
    List<Set<Fault>> scenarios = new ArrayList<>();
    if (each) {
      faults.forEach(fault -> scenarios.add(EnumSet.of(fault)));
    }
    if (!each || faults.size() > 1) {
      scenarios.add(faults);
    }
    return scenarios;
  }

  private boolean run(Set<Fault> faults) throws InterruptedException {
    try {
      Path folder = ScratchFolder.create("blast-chaos");
      long start = System.nanoTime();
      Verdict verdict;
      try (ProgressDisplay progress = ProgressDisplay.on(blast.terminal(), blast.clock())) {
        verdict =
            new Chaos(folder, recipients, seed, faults).run(seen -> progress.show(seen, List.of()));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (json) {
        blast.terminal().json(facts(verdict));
      } else {
        say(verdict, seconds);
      }
      if (verdict.passed()) {
        ScratchFolder.delete(folder);
      } else {
        blast.terminal().note("Everything is kept in " + folder);
      }
      return verdict.passed();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void say(Verdict verdict, double seconds) {
    verdict
        .injected()
        .forEach(
            (fault, times) ->
                blast
                    .terminal()
                    .fact(
                        String.format(
                            Locale.ROOT, "%,8d  %-19s %s", times, fault.word(), fault.what())));
    blast.terminal().fact(verdict.tally().sentence());
    blast
        .terminal()
        .fact(
            String.format(
                Locale.ROOT,
                "%s in %.1f s: %,d lost, %,d repeated (each was in doubt), %,d unexplained%s",
                verdict.passed() ? "PASSED" : "FAILED",
                seconds,
                verdict.lost(),
                verdict.repeated(),
                verdict.unexplained().size(),
                verdict.resumed() > 0 ? "; resumed " + verdict.resumed() + " times" : ""));
    verdict.unexplained().forEach(sentence -> blast.terminal().note("  " + sentence));
    if (!verdict.idle().isEmpty()) {
      String words = verdict.idle().stream().map(Fault::word).collect(Collectors.joining(", "));
      blast.terminal().note("Did not strike: " + words + ". Take more --recipients.");
    }
  }

  private Map<String, Object> facts(Verdict verdict) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("seed", seed);
    facts.put("passed", verdict.passed());
    facts.put("recipients", recipients);
    Map<String, Long> injected = new LinkedHashMap<>();
    verdict.injected().forEach((fault, times) -> injected.put(fault.word(), times));
    facts.put("injected", injected);
    facts.put("idle", verdict.idle().stream().map(Fault::word).toList());
    facts.put("lost", verdict.lost());
    facts.put("repeated", verdict.repeated());
    facts.put("unexplained", verdict.unexplained());
    facts.put("resumed", verdict.resumed());
    facts.put("sent", verdict.tally().count(Outcome.SENT));
    facts.put("balanced", verdict.tally().balances() && verdict.tally().open() == 0);
    return facts;
  }
}
