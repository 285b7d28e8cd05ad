package dev.blast.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.campaign.Throttle;
import dev.blast.run.Control;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is asked of runs, in {@code control.json} of each run's folder: {@code
 * {"throttle":"500/s"}}. Any process may change it, and sees the changes of others at once. Throws
 * {@link RunFolderUnavailable} when the file cannot be used.
 */
final class ControlFiles implements RunControl {

  private static final String THROTTLE = "throttle";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RunFolders runs;

  ControlFiles(RunFolders runs) {
    this.runs = runs;
  }

  @Override
  public Control of(RunId id) {
    Path file = runs.folder(id).control();
    try {
      return read(file);
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  @Override
  public Control change(RunId id, UnaryOperator<Control> change) {
    RunFolder folder = runs.folder(id);
    if (!Files.isDirectory(folder.path())) {
      throw new IllegalArgumentException("no run " + id);
    }
    try {
      return FolderChange.alone(
          folder.changes(),
          () -> {
            Control asked = change.apply(read(folder.control()));
            DurableFiles.replace(folder.control(), JSON.writeValueAsBytes(json(asked)));
            return asked;
          });
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(folder.control(), failure);
    }
  }

  private static ObjectNode json(Control asked) {
    ObjectNode json = JSON.createObjectNode();
    asked.throttle().ifPresent(throttle -> json.put(THROTTLE, throttle.text()));
    return json;
  }

  private static Control read(Path file) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException nothingAsked) {
      return Control.NONE;
    }
    try {
      JsonNode json = JSON.readTree(content);
      if (!json.isObject()) {
        throw new IllegalArgumentException("no object");
      }
      Optional<JsonNode> throttle = Optional.ofNullable(json.get(THROTTLE));
      return new Control(throttle.map(node -> Throttle.parse(node.asText()).orElseThrow()));
    } catch (IOException | RuntimeException damaged) {
      throw new RunFolderUnavailable(
          file,
          "damaged; write {\"throttle\":\"500/s\"} with the rate you want, or delete it for the"
              + " campaign's",
          damaged);
    }
  }
}
