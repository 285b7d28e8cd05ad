package dev.blast.campaign;

import java.util.List;

/**
 * A block of keys of the campaign file.
 *
 * @param path dotted, from the top; empty for the top itself
 */
record Block(String path, List<Key> keys) {

  List<String> names() {
    return keys.stream().map(Key::name).toList();
  }

  /** The dotted path of one of its keys. */
  String path(Key key) {
    return path.isEmpty() ? key.name() : path + "." + key.name();
  }

  /** For people. */
  String shown() {
    return path.isEmpty() ? "a campaign" : path;
  }

  /** Where its keys are, for people. */
  String place() {
    return path.isEmpty() ? "at the top level" : "in " + path;
  }
}
