package dev.blast.campaign;

import dev.blast.campaign.Node.Entry;
import dev.blast.campaign.Source.Mark;
import java.util.Optional;

/** Where things stand in a campaign's file, which has been read without a problem. */
final class Places {

  private final Source source;
  private final Optional<Node> root;

  /**
   * @param name of the file, as the operator knows it
   */
  Places(CampaignFile file, String name) {
    source = new Source(name, file.text());
    root = NodeReader.read(source, new Findings(source));
  }

  Source source() {
    return source;
  }

  /** What the keys lead to, from the top; empty when the file does not say. */
  Optional<Node> node(Key... path) {
    Optional<Node> at = root;
    for (Key key : path) {
      at = at.flatMap(node -> inside(node, key));
    }
    return at;
  }

  private static Optional<Node> inside(Node node, Key key) {
    return node instanceof Node.Mapping mapping
        ? mapping.find(key.name()).map(Entry::value)
        : Optional.empty();
  }

  Optional<Node.Scalar> scalar(Key... path) {
    return node(path)
        .flatMap(
            node -> node instanceof Node.Scalar scalar ? Optional.of(scalar) : Optional.empty());
  }

  /** {@code file:line:column: }, for the start of a note. */
  String prefix(Mark mark) {
    return source.name() + ":" + mark.line() + ":" + mark.column() + ": ";
  }

  /** A problem at the value that the keys lead to; at the whole file where there is none. */
  Problem problem(String found, String expected, String remedy, Key... path) {
    return node(path)
        .map(Node::mark)
        .map(
            mark -> new Problem(source.name(), mark.line(), mark.column(), found, expected, remedy))
        .orElseGet(() -> Problem.of(source.name(), found, expected, remedy));
  }
}
