package dev.blast.cli;

import dev.blast.dashboard.Actions;
import dev.blast.dashboard.DashboardServer;
import dev.blast.dashboard.DashboardServer.Settings;
import dev.blast.dashboard.Views;
import io.javalin.util.JavalinException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the dashboard is, and for whom. */
final class DashboardOptions {

  /** The dashboard of who does not say otherwise. */
  static final int PORT = 8025;

  private static final int SHORTEST_TOKEN = 16;
  private static final String TOKEN = "BLAST_DASHBOARD_TOKEN";

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Where to listen (default: ${DEFAULT-VALUE}). Elsewhere a token is asked for.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Default: ${DEFAULT-VALUE}; 0 for one that is free.")
  private int port = PORT;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = {
        "Asked of everybody who opens the page; made up and printed where --host needs one.",
        "Better in the variable BLAST_DASHBOARD_TOKEN: other users see a command's words."
      },
      defaultValue = "${env:" + TOKEN + "}")
  private @Nullable String token;

  @Option(names = "--read-only", description = "Shows everything, and changes nothing.")
  private boolean readOnly;

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = "Where a proxy shows it, as in https://blast.example.com.")
  private @Nullable URI origin;

  /** On this machine alone, at this port; the token is the environment's. */
  static DashboardOptions at(int port) {
    DashboardOptions options = new DashboardOptions();
    options.port = port;
    options.token = System.getenv(TOKEN);
    return options;
  }

  private Optional<URI> shown() {
    URI shown = origin;
    if (shown == null) {
      return Optional.empty();
    }
    boolean plain =
        shown.getRawAuthority() != null
            && ("https".equals(shown.getScheme()) || "http".equals(shown.getScheme()))
            && shown.equals(URI.create(shown.getScheme() + "://" + shown.getRawAuthority()));
    if (!plain) {
      throw new BadInput(
          "--origin " + shown + " is no origin; write one such as https://blast.example.com.");
    }
    return Optional.of(shown);
  }

  /** Starts it; {@link BadInput} when it cannot listen there. */
  DashboardServer start(Views views, Actions actions, Blast blast) {
    if (token != null && !token.matches("[A-Za-z0-9_-]{" + SHORTEST_TOKEN + ",}")) {
      throw new BadInput(
          "--token needs at least "
              + SHORTEST_TOKEN
              + " letters, digits, - and _: whoever guesses it sees everything.");
    }
    Optional<String> asked =
        Optional.ofNullable(token)
            .or(
                () ->
                    Settings.isLoopback(host)
                        ? Optional.empty()
                        : Optional.of(Settings.newToken()));
    try {
      return new DashboardServer(
          views, actions, new Settings(host, port, asked, readOnly, shown()), blast.clock());
    } catch (JavalinException | IllegalArgumentException taken) {
      throw new BadInput(
          "the dashboard cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + taken.getMessage()
              + "); take another one with --host and --port.");
    }
  }
}
