package dev.blast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;

/**
 * Where a command speaks: facts on standard output, everything else on standard error.
 *
 * @param interactive whether a person watches, so that a line may be drawn over
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A fact, for people. */
  void fact(String line) {
    out.println(line);
    out.flush();
  }

  /** What is going on, for people. */
  void note(String line) {
    err.println(line);
    err.flush();
  }

  /** Facts for programs: one JSON object on one line. */
  void json(Object facts) {
    try {
      out.println(JSON.writeValueAsString(facts));
      out.flush();
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
