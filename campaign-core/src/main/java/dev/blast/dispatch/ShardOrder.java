package dev.blast.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.run.RunId;
import java.util.Optional;

/**
 * What one dispatcher is asked to do: shards of a run, one after the other.
 *
 * @param from the first shard
 * @param to the shard after the last one; {@code from} &lt; {@code to}
 * @param among how many orders share the run's pace, this one included, at least 1
 */
public record ShardOrder(Pass pass, int from, int to, int among) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public ShardOrder {
    if (from < 0 || to <= from || among < 1) {
      throw new IllegalArgumentException(
          "no order: shards " + from + ".." + to + ", among " + among);
    }
  }

  /** As the body of a message. */
  public String encode() {
    return JSON.createObjectNode()
        .put("run", pass.run().toString())
        .put("pass", pass.number())
        .put("from", from)
        .put("to", to)
        .put("among", among)
        .toString();
  }

  /** The order that {@link #encode} wrote; empty for anything else. Further fields are ignored. */
  public static Optional<ShardOrder> decode(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return RunId.parse(json.path("run").asText())
          .map(
              run ->
                  new ShardOrder(
                      new Pass(run, json.path("pass").asInt(-1)),
                      json.path("from").asInt(-1),
                      json.path("to").asInt(),
                      json.path("among").asInt()));
    } catch (JsonProcessingException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }
}
