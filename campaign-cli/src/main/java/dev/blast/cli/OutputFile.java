package dev.blast.cli;

import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.local.RunFolders;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A file that a command writes where its operator says. It never takes the place of an input of a
 * campaign, nor of anything that Blast keeps; and it is there whole, or as it was before.
 */
final class OutputFile {

  /** No campaign file is as large. */
  private static final long LARGEST_CAMPAIGN = 1024 * 1024;

  /** What is at the top of a data folder. */
  private static final Set<String> OURS = Set.of("runs", "staged", "waiting", "settings.yaml");

  /** The process's own streams, whatever file they lead to. */
  private static final Map<String, FileDescriptor> STREAMS =
      Map.of(
          "/dev/stdout", FileDescriptor.out,
          "/dev/fd/1", FileDescriptor.out,
          "/proc/self/fd/1", FileDescriptor.out,
          "/dev/stderr", FileDescriptor.err,
          "/dev/fd/2", FileDescriptor.err,
          "/proc/self/fd/2", FileDescriptor.err);

  private final Path asked;
  private final Path target;

  private OutputFile(Path asked, Path target) {
    this.asked = asked;
    this.target = target;
  }

  /** What is written. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * The file that an option names; throws {@link BadInput} when it may not be written.
   *
   * @param data the folder that runs are kept in
   */
  static OutputFile at(String option, Path asked, Path data) {
    if (STREAMS.containsKey(asked.normalize().toString())) {
      return new OutputFile(asked, asked);
    }
    Path target = real(asked);
    if (Files.isDirectory(target)) {
      throw refused(option, asked, "is a folder");
    }
    boolean kept =
        isKept(target, real(data)) || folders(target).anyMatch(each -> isKept(target, each));
    if (kept || isLinkedInto(data, target)) {
      throw refused(option, asked, "is in the data folder, where Blast keeps its runs");
    }
    inputs(target, data).entrySet().stream()
        .filter(input -> isSame(input.getKey(), target))
        .findFirst()
        .ifPresent(
            input -> {
              throw refused(option, asked, "is " + input.getValue());
            });
    return new OutputFile(asked, target);
  }

  private static BadInput refused(String option, Path asked, String what) {
    return new BadInput(
        option + " " + asked + " " + what + "; nothing was written. Name another file.");
  }

  /** What is written in the place of a file that Blast made itself, without asking. */
  static OutputFile ours(Path target) {
    return new OutputFile(target, target);
  }

  /** Whether two paths lead to one file: by links of either kind, or another way to write it. */
  static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException | InvalidPathException notThere) {
      return false;
    }
  }

  /** The file behind links, as far as there is one. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException notThere) {
      Path folder = absolute.getParent();
      Path name = absolute.getFileName();
      return folder == null || name == null ? absolute : real(folder).resolve(name.toString());
    }
  }

  /** Folders above it that hold runs, whatever data folder was named. */
  private static Stream<Path> folders(Path target) {
    return Stream.iterate(target.getParent(), folder -> folder != null, Path::getParent)
        .filter(folder -> holdsRuns(folder.resolve("runs")));
  }

  /** Whatever is there already in a data folder, and whatever Blast may put there. */
  private static boolean isKept(Path target, Path data) {
    return target.startsWith(data)
        && (Files.exists(target)
            || OURS.contains(data.relativize(target).subpath(0, 1).toString()));
  }

  private static boolean holdsRuns(Path runs) {
    if (!Files.isDirectory(runs)) {
      return false;
    }
    try (DirectoryStream<Path> each = Files.newDirectoryStream(runs, "*@*")) {
      for (Path run : each) {
        if (Files.exists(run.resolve("run.json"))) {
          return true;
        }
      }
      return false;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** A second name of a file in the folder is that file. */
  private static boolean isLinkedInto(Path data, Path target) {
    if (!Files.isDirectory(data) || !hasOtherNames(target)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(data)) {
      return files.anyMatch(file -> Files.isRegularFile(file) && isSame(file, target));
    } catch (IOException | UncheckedIOException unreadable) {
      return true;
    }
  }

  private static boolean hasOtherNames(Path target) {
    try {
      return Files.exists(target)
          && Files.getAttribute(target, "unix:nlink") instanceof Integer links
          && links > 1;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return false;
    }
  }

  /** Files that campaigns read, by what they are; none where nothing would be replaced. */
  private static Map<Path, String> inputs(Path target, Path data) {
    Map<Path, String> inputs = new LinkedHashMap<>();
    if (!Files.exists(target)) {
      return inputs;
    }
    RunFolders runs = new RunFolders(data);
    for (RunId id : Files.isDirectory(data) ? runs.all() : List.<RunId>of()) {
      readable(runs, id).ifPresent(run -> add(run.file(), "run " + id, inputs));
    }
    Path folder = target.getParent();
    if (folder == null) {
      return inputs;
    }
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(folder, "*.{yaml,yml,json,YAML,YML,JSON}")) {
      for (Path file : beside) {
        if (Files.isRegularFile(file)
            && Files.size(file) <= LARGEST_CAMPAIGN
            && CampaignReader.read(file) instanceof Reading.Read(CampaignFile campaign)) {
          add(campaign, file.getFileName().toString(), inputs);
        }
      }
    } catch (IOException unreadable) {
      // Who may not list the folder learns from writing what else is wrong with it.
      return inputs;
    }
    return inputs;
  }

  private static Optional<Run> readable(RunFolders runs, RunId id) {
    try {
      return runs.find(id);
    } catch (RuntimeException damaged) {
      return Optional.empty();
    }
  }

  private static void add(CampaignFile file, String owner, Map<Path, String> inputs) {
    put(file.origin().toString(), "the campaign file of " + owner, inputs);
    put(file.resolve(file.campaign().audience().uri()), "the audience of " + owner, inputs);
    for (Suppression list : file.campaign().audience().suppressions()) {
      put(file.resolve(list.uri()), "a suppression list of " + owner, inputs);
    }
  }

  private static void put(String address, String what, Map<Path, String> inputs) {
    try {
      inputs.putIfAbsent(Path.of(address), what);
    } catch (InvalidPathException elsewhere) {
      // An address of a store is no file here.
      return;
    }
  }

  /**
   * Writes the file beside its target, and puts it there when it is whole. A target that is no
   * regular file, such as {@code /dev/stdout}, is written to as it is.
   *
   * @throws UncheckedIOException when that cannot be done; what was there before is still there
   */
  void write(Content content) {
    FileDescriptor stream = STREAMS.get(asked.normalize().toString());
    try {
      if (stream != null) {
        // Not closed: it is the process's. Through the path, it would be opened anew, at its start.
        OutputStream out = new BufferedOutputStream(new FileOutputStream(stream));
        content.writeTo(out);
        out.flush();
        return;
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (OutputStream out = Files.newOutputStream(target)) {
          content.writeTo(out);
        }
        return;
      }
      Path part =
          target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
      try {
        writeTo(part, content);
        put(part);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(asked + " cannot be written: " + failed, failed);
    }
  }

  private static void writeTo(Path part, Content content) throws IOException {
    try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
      content.writeTo(out);
    }
    try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  private void put(Path part) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException notHere) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
