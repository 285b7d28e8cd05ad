package dev.blast.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells the operator what stops nothing, each thing once. Not thread-safe. */
final class Notes {

  private final Terminal terminal;
  private final Set<String> said = new HashSet<>();

  Notes(Terminal terminal) {
    this.terminal = terminal;
  }

  void say(List<String> notes) {
    notes.stream().filter(said::add).forEach(note -> terminal.note("Note: " + note));
  }
}
