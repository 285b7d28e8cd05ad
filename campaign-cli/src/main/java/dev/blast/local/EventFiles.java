package dev.blast.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was done to runs, in {@code events.jsonl} of each run's folder: {@code
 * {"at":"…","by":"…","what":"…"}} a line. Throws {@link RunFolderUnavailable} when the file cannot
 * be used.
 */
final class EventFiles implements RunLog {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RunFolders runs;

  EventFiles(RunFolders runs) {
    this.runs = runs;
  }

  @Override
  public void add(RunId run, RunEvent event) {
    RunFolder folder = runs.known(run);
    try {
      byte[] line =
          (JSON.createObjectNode()
                      .put("at", event.at().toString())
                      .put("by", event.by())
                      .put("what", event.what())
                      .toString()
                  + "\n")
              .getBytes(StandardCharsets.UTF_8);
      FolderChange.alone(folder.changes(), () -> append(folder.events(), line));
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(folder.events(), failure);
    }
  }

  private static boolean append(Path file, byte[] line) throws IOException {
    boolean broken = endsInTheMiddle(file);
    try (OutputStream out =
        Files.newOutputStream(
            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.DSYNC)) {
      if (broken) {
        out.write('\n');
      }
      out.write(line);
      return true;
    }
  }

  /** A process died in the middle of a line: the next one must not be a part of it. */
  private static boolean endsInTheMiddle(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    byte[] content = Files.readAllBytes(file);
    return content.length > 0 && content[content.length - 1] != '\n';
  }

  @Override
  public List<RunEvent> of(RunId run) {
    Path file = runs.folder(run).events();
    try {
      List<RunEvent> events = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        event(line).ifPresent(events::add);
      }
      return events;
    } catch (NoSuchFileException nothingYet) {
      return List.of();
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  /** A process that died in the middle of a line left a part of it, which says nothing. */
  private static Optional<RunEvent> event(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return Optional.of(
          new RunEvent(
              Instant.parse(json.path("at").asText()),
              json.path("by").asText(),
              json.path("what").asText()));
    } catch (JsonProcessingException | DateTimeParseException part) {
      return Optional.empty();
    }
  }
}
