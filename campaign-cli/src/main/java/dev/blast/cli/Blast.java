package dev.blast.cli;

import dev.blast.campaign.Problem;
import dev.blast.delivery.Channels.ChannelUnavailable;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.local.DiskFailure;
import dev.blast.local.LedgerUnavailable;
import dev.blast.local.RunFolderUnavailable;
import dev.blast.run.Refused;
import dev.blast.site.SiteFailure;
import dev.blast.stage.AudienceChanged;
import java.io.Console;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The {@code blast} command. */
@Command(
    name = "blast",
    version = "blast 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Sends one message to millions of people at a set moment,",
      "and can prove what became of every one of them."
    },
    subcommands = {
      ValidateCommand.class,
      PreviewCommand.class,
      StageCommand.class,
      RunCommand.class,
      StatusCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CancelCommand.class,
      ThrottleCommand.class,
      RedriveCommand.class,
      ReportCommand.class,
      DeadCommand.class,
      ScheduleCommand.class,
      SchedulesCommand.class,
      RescheduleCommand.class,
      UnscheduleCommand.class,
      DashboardCommand.class,
      WorkerCommand.class,
      ChaosCommand.class,
      SchemaCommand.class,
      SampleAudienceCommand.class
    },
    footerHeading = "%nFirst steps:%n",
    footer = {
      "  blast validate campaign.yaml     is the campaign file right?",
      "  blast preview campaign.yaml      what will people read?",
      "  blast stage campaign.yaml        who gets it, and who does not?",
      "  blast run campaign.yaml --now    send it",
      "",
      "Exit codes:",
      "  0  done; a run is closed, and everybody it should reach was sent to",
      "  1  the run ended with open, dead, expired or cancelled recipients",
      "  2  something in the input is wrong; nothing was sent",
      "  3  something Blast depends on failed (disk, queue, ledger, AWS)",
      "  4  the run is closed, but nobody was sent to, or too few (limits.notSent)"
    })
public final class Blast {

  /** The consequence of a refusal when people may have been reached before. */
  static final String NOTHING_MORE = "nothing more was sent";

  private final Terminal terminal;
  private final InstantSource clock;

  private Blast(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  Terminal terminal() {
    return terminal;
  }

  InstantSource clock() {
    return clock;
  }

  /** Runs a command line in this JVM and ends it with the command's exit code. */
  public static void main(String[] args) {
    boolean interactive =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = execute(new Terminal(out, err, interactive), args);
    out.flush();
    Interruption.commandEnded(code);
    System.exit(code);
  }

  /** Runs a command line without a terminal and answers its exit code. */
  public static int execute(PrintWriter out, PrintWriter err, String... args) {
    return execute(new Terminal(out, err, false), args);
  }

  private static int execute(Terminal terminal, String... args) {
    Blast blast = new Blast(terminal, InstantSource.system());
    CommandLine command = new CommandLine(blast);
    command.setOut(terminal.out());
    command.setErr(terminal.err());
    command.setUsageHelpWidth(80);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.registerConverter(Path.class, new PathConverter());
    command.setParameterExceptionHandler(blast::explainUsage);
    command.setExecutionExceptionHandler((failure, line, parsed) -> blast.explain(failure));
    return command.execute(args);
  }

  private int explainUsage(ParameterException failure, String[] args) {
    terminal.note("blast: " + failure.getMessage());
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    terminal.note("Try '" + name + " --help'.");
    return ExitCode.BAD_INPUT.code();
  }

  /** The one place that maps causes to messages and exit codes. */
  private int explain(Exception failure) {
    return switch (failure) {
      case BadInput bad -> {
        explain(bad);
        yield ExitCode.BAD_INPUT.code();
      }
      case Refused refused -> {
        terminal.note("blast: " + refused.getMessage());
        yield ExitCode.BAD_INPUT.code();
      }
      case ChannelUnavailable unavailable -> {
        terminal.note("blast: " + sentence(unavailable) + " Nothing was sent.");
        yield ExitCode.BAD_INPUT.code();
      }
      case AudienceChanged changed -> {
        explain(new BadInput(List.of(changed.problem()), NOTHING_MORE));
        yield ExitCode.BAD_INPUT.code();
      }
      case QueueUnavailable lost -> dependencyFailed(lost.getMessage());
      case LedgerUnavailable lost -> dependencyFailed(lost.getMessage());
      case RunFolderUnavailable lost -> dependencyFailed(lost.getMessage());
      case UncheckedIOException lost -> dependencyFailed(DiskFailure.sentence(lost));
      case InvalidPathException path -> {
        terminal.note("blast: " + PathConverter.words(path));
        yield ExitCode.BAD_INPUT.code();
      }
      default -> SiteFailure.of(failure).map(this::explain).orElseGet(() -> fault(failure));
    };
  }

  private static String sentence(ChannelUnavailable unavailable) {
    String text = String.valueOf(unavailable.getMessage());
    return text.endsWith(".") ? text : text + ".";
  }

  private int explain(SiteFailure failure) {
    terminal.note("blast: " + failure.what() + (failure.todo().isEmpty() ? "" : "."));
    if (!failure.todo().isEmpty()) {
      terminal.note("  so  " + failure.todo() + ".");
    }
    ExitCode code = failure.correctable() ? ExitCode.BAD_INPUT : ExitCode.DEPENDENCY_FAILED;
    return code.code();
  }

  private int fault(Exception failure) {
    failure.printStackTrace(terminal.err());
    terminal.note("blast: this is a fault of Blast; please report it with the lines above.");
    terminal.note("What was recorded is safe: see blast status.");
    return ExitCode.DEPENDENCY_FAILED.code();
  }

  private int dependencyFailed(@Nullable String sentence) {
    terminal.note("blast: " + sentence);
    return ExitCode.DEPENDENCY_FAILED.code();
  }

  private void explain(BadInput bad) {
    List<Problem> problems = bad.problems();
    if (problems.isEmpty()) {
      terminal.note("blast: " + bad.getMessage());
      return;
    }
    for (Problem problem : problems) {
      terminal.note(problem.position());
      terminal.note("  found     " + problem.found());
      terminal.note("  expected  " + problem.expected());
      terminal.note("  so        " + problem.remedy());
    }
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    terminal.note(count + "; " + bad.consequence() + ".");
  }
}
