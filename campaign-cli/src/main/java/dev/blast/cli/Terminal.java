package dev.blast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.text.Shown;
import java.io.PrintWriter;

/**
 * Where a command speaks: facts on standard output, everything else on standard error. Control
 * characters of an audience or a provider are shown by their names.
 *
 * @param interactive whether a person watches, so that a line may be drawn over
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A fact, for people. */
  void fact(String line) {
    out.println(Shown.block(line));
    out.flush();
  }

  /** What is going on, for people. */
  void note(String line) {
    err.println(Shown.block(line));
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
