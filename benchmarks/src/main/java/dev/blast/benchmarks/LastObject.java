package dev.blast.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The JSON object at the end of a command's output, after lines for people. */
final class LastObject {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LastObject() {}

  static JsonNode in(String output) {
    int start = output.startsWith("{") ? 0 : -1;
    for (int line = output.indexOf("\n{"); line >= 0; line = output.indexOf("\n{", line + 1)) {
      start = line + 1;
    }
    if (start < 0) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(output.substring(start));
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("not JSON: " + output.substring(start), notJson);
    }
  }
}
