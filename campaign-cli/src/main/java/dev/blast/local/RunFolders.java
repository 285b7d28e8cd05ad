package dev.blast.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.Origin;
import dev.blast.delivery.DeadLetter;
import dev.blast.report.Facts;
import dev.blast.run.KeyForm;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import dev.blast.stage.ManifestCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs in folders: {@code <data>/runs/<runId>/}. Thread-safe, also between processes; everything is
 * durable when a call returns. Throws {@link RunFolderUnavailable} when a folder cannot be used.
 */
public final class RunFolders implements Runs {

  /** Where runs are kept unless the operator says otherwise. */
  public static final Path DEFAULT = Path.of(".blast");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path data;
  private final Path runs;
  private final BiFunction<Origin, String, CampaignReader.Reading> reader;
  private final BiConsumer<Path, RunId> ledgers;
  private final Map<RunId, Run> found = new ConcurrentHashMap<>();

  /**
   * @param data the folder that holds everything; created with the first run
   */
  public RunFolders(Path data) {
    this(data, CampaignReader::readFrozen);
  }

  /** The folder that holds everything, as it was named. */
  public Path data() {
    return data;
  }

  /** What to add to a command so that it is about this folder; nothing for the default. */
  public static ShellCommand options(Path data) {
    return data.equals(DEFAULT)
        ? ShellCommand.options()
        : ShellCommand.options().option("--data", data);
  }

  /** A command about a run of this folder, to be copied. */
  ShellCommand command(String verb, RunId run) {
    return ShellCommand.blast(verb).with(run).and(options(data));
  }

  RunFolders(Path data, BiFunction<Origin, String, CampaignReader.Reading> reader) {
    this(data, reader, (file, run) -> SqliteLedger.create(file, run, LedgerSettings.DEFAULT));
  }

  /**
   * @param ledgers makes the ledger of a run that is opened
   */
  RunFolders(
      Path data,
      BiFunction<Origin, String, CampaignReader.Reading> reader,
      BiConsumer<Path, RunId> ledgers) {
    this.ledgers = ledgers;
    this.data = data;
    this.runs = data.toAbsolutePath().normalize().resolve("runs");
    this.reader = reader;
  }

  @Override
  public boolean open(Run run) {
    return open(run, RunState.OPENED);
  }

  @Override
  public boolean skip(Run run) {
    return open(run, RunState.SKIPPED);
  }

  private boolean open(Run run, RunState first) {
    Path folder = folder(run.id()).path();
    try {
      if (Files.exists(folder)) {
        return false;
      }
      Files.createDirectories(runs);
      SqliteDriver.load(folder(run.id()).ledger());
      // A run is its folder: it appears with everything in it, or not at all. What a killed open
      // leaves behind has no run's name.
      Path opening = Files.createTempDirectory(runs, ".opening-");
      boolean opened = false;
      try {
        write(run, first, new RunFolder(opening));
        opened = claim(opening, folder);
      } finally {
        if (!opened) {
          delete(opening);
        }
      }
      DurableFiles.syncFolder(runs);
      return opened;
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(folder, failure);
    }
  }

  /** As far as it goes: why it is not needed any more says more. */
  private static void delete(Path opening) {
    try (Stream<Path> files = Files.list(opening)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(opening);
    } catch (IOException ignored) {
      // has no run's name
    }
  }

  private void write(Run run, RunState first, RunFolder folder) throws IOException {
    CampaignFile file = run.file();
    boolean json = file.origin().isJson();
    DurableFiles.create(
        folder.path().resolve(json ? RunFolder.JSON : RunFolder.YAML),
        file.text().getBytes(StandardCharsets.UTF_8));
    DurableFiles.create(
        folder.facts(),
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(
                JSON.createObjectNode()
                    .put("run", run.id().toString())
                    .put("origin", file.origin().address())
                    .put("deadline", run.deadline().toString())
                    .put("keys", run.keys().word())));
    DurableFiles.create(folder.state(), word(first));
    ledgers.accept(folder.ledger(), run.id());
    DurableFiles.syncFolder(folder.path());
  }

  /** Gives the folder its run's name; false when another one has it. */
  private static boolean claim(Path opening, Path folder) throws IOException {
    try {
      Files.move(opening, folder, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException failure) {
      if (Files.exists(folder)) {
        return false;
      }
      throw failure;
    }
  }

  @Override
  public Optional<Run> find(RunId id) {
    Run known = found.get(id);
    if (known != null || !isThere(id)) {
      return Optional.ofNullable(known);
    }
    Run read = read(id, folder(id));
    found.put(id, read);
    return Optional.of(read);
  }

  private Run read(RunId id, RunFolder folder) {
    try {
      JsonNode facts = JSON.readTree(Files.readAllBytes(folder.facts()));
      Origin origin = new Origin(facts.required("origin").asText());
      Instant deadline = Instant.parse(facts.required("deadline").asText());
      KeyForm keys = KeyForm.named(Optional.ofNullable(facts.get("keys")).map(JsonNode::asText));
      String text = Files.readString(folder.campaign());
      return switch (reader.apply(origin, text)) {
        case CampaignReader.Reading.Read(CampaignFile file) -> new Run(id, file, deadline, keys);
        case CampaignReader.Reading.Rejected(var problems) ->
            throw new RunFolderUnavailable(
                folder.campaign(),
                "this blast does not understand the frozen campaign ("
                    + problems.getFirst()
                    + "); use the blast that opened the run",
                null);
      };
    } catch (IOException | IllegalArgumentException | DateTimeParseException damaged) {
      throw new RunFolderUnavailable(
          folder.facts(), "damaged (" + damaged + "); restore it from a backup", damaged);
    }
  }

  @Override
  public Optional<RunState> state(RunId id) {
    if (!isThere(id)) {
      return Optional.empty();
    }
    Path file = folder(id).state();
    try {
      return Optional.of(readState(file));
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  private static RunState readState(Path file) throws IOException {
    String word = Files.readString(file).strip();
    try {
      return RunState.valueOf(word);
    } catch (IllegalArgumentException damaged) {
      throw new RunFolderUnavailable(
          file, "says \"" + word + "\", which is no state; restore it from a backup", damaged);
    }
  }

  @Override
  public RunState advance(RunId id, RunState.Event event) {
    RunFolder folder = known(id);
    return change(
        folder,
        () -> {
          RunState state = readState(folder.state());
          Optional<RunState> next = state.after(event);
          if (next.isPresent()) {
            DurableFiles.replace(folder.state(), word(next.get()));
          }
          return next.orElse(state);
        });
  }

  @Override
  public void freeze(RunId id, Manifest manifest) {
    RunFolder folder = known(id);
    boolean fits =
        change(
            folder,
            () -> {
              Optional<Manifest> frozen = readManifest(folder);
              if (frozen.isEmpty()) {
                DurableFiles.replace(folder.manifest(), ManifestCodec.encode(manifest));
              }
              return frozen.isEmpty() || frozen.get().equals(manifest);
            });
    if (!fits) {
      throw new IllegalArgumentException("another manifest of " + id + " is frozen");
    }
  }

  @Override
  public Optional<Manifest> manifest(RunId id) {
    return isThere(id) ? readManifest(folder(id)) : Optional.empty();
  }

  private static Optional<Manifest> readManifest(RunFolder folder) {
    Path file = folder.manifest();
    try {
      return Files.exists(file)
          ? Optional.of(ManifestCodec.decode(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    } catch (UncheckedIOException damaged) {
      throw new RunFolderUnavailable(
          file, "damaged (" + damaged.getMessage() + "); restore it from a backup", damaged);
    }
  }

  @Override
  public List<RunId> all() {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(runs)) {
      List<RunId> ids = new ArrayList<>();
      folders.forEach(folder -> RunId.parse(folder.getFileName().toString()).ifPresent(ids::add));
      ids.sort(RunId.NEWEST_FIRST);
      return ids;
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(runs, failure);
    }
  }

  @Override
  public List<RunId> ofCampaign(String campaignId) {
    return all().stream().filter(id -> id.campaignId().equals(campaignId)).toList();
  }

  /**
   * Where the run's files are, or would be.
   *
   * @throws IllegalArgumentException when the id would leave the folder of runs
   */
  public RunFolder folder(RunId id) {
    Path folder = runs.resolve(id.toString());
    if (!runs.equals(folder.normalize().getParent()) || id.campaignId().startsWith(".")) {
      throw new IllegalArgumentException("not the name of a run: " + id);
    }
    return new RunFolder(folder);
  }

  /**
   * Takes the run for this process; empty when this or another process has it. The operating system
   * frees it when the process ends, however it ends.
   *
   * @throws IllegalArgumentException when there is no such run
   */
  public Optional<RunLock> lock(RunId id) {
    Path file = known(id).lock();
    try {
      return RunLock.take(file);
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  /**
   * Lets one process at a time decide about a campaign's runs: whether there may be another one.
   * Others wait.
   */
  public <T> T alone(String campaignId, Supplier<T> decision) {
    Path file = runs.resolve("." + campaignId + ".lock");
    try {
      Files.createDirectories(runs);
      return FolderChange.alone(file, decision::get);
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  /** Whether a process has the run's lock; false when there is no such run. */
  public boolean isLive(RunId id) {
    Path file = folder(id).lock();
    try {
      return RunLock.isTaken(file);
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  /**
   * Opens the run's ledger for the process that holds its lock. The caller closes it.
   *
   * @throws LedgerUnavailable when it is missing, damaged or locked
   */
  public SqliteLedger ledger(RunId id) {
    return ledger(id, LedgerSettings.DEFAULT);
  }

  SqliteLedger ledger(RunId id, LedgerSettings settings) {
    return SqliteLedger.open(folder(id).ledger(), id, settings);
  }

  /** What is asked of runs, also while other processes work on them. */
  public RunControl control() {
    return new ControlFiles(this);
  }

  /** What was done to runs, also while other processes work on them. */
  public RunLog log() {
    return new EventFiles(this);
  }

  /** What is recorded about the run, also while another process works on it. */
  public Facts facts(RunId id) {
    return new SqliteFacts(id, new LedgerFile(folder(id).ledger(), LedgerSettings.DEFAULT));
  }

  /** Hands over the dead letters of the run's queues, also while another process adds to them. */
  public void deadLetters(RunId id, Consumer<DeadLetter> each) {
    DeadLetterTable.each(new LedgerFile(folder(id).ledger(), LedgerSettings.DEFAULT), id, each);
  }

  /** False too for a name that no folder can have: a message on a queue may ask for any. */
  private boolean isThere(RunId id) {
    try {
      return Files.isDirectory(folder(id).path());
    } catch (IllegalArgumentException noName) {
      return false;
    }
  }

  /** The folder of a run; throws {@link IllegalArgumentException} when there is no such run. */
  RunFolder known(RunId id) {
    if (!isThere(id)) {
      throw new IllegalArgumentException("no run " + id);
    }
    return folder(id);
  }

  private static <T> T change(RunFolder folder, FolderChange.Change<T> change) {
    try {
      return FolderChange.alone(folder.changes(), change);
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(folder.path(), failure);
    }
  }

  private static byte[] word(RunState state) {
    return (state.name() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
