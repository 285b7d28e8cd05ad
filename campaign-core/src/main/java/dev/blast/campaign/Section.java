package dev.blast.campaign;

import dev.blast.campaign.Node.Entry;
import dev.blast.campaign.Node.Kind;
import dev.blast.campaign.Source.Mark;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A block of the file as its binder sees it: typed values by key. Whatever does not fit is added to
 * the findings and read as if it were absent.
 */
final class Section {

  private final Block block;
  private final Mark mark;
  private final Node.Mapping mapping;
  private final Findings findings;

  private Section(Block block, Mark mark, Node.Mapping mapping, Findings findings) {
    this.block = block;
    this.mark = mark;
    this.mapping = mapping;
    this.findings = findings;
  }

  /**
   * Opens a block and reports the keys that do not belong into it.
   *
   * @param mark where problems of the whole block are
   */
  static Section open(Block block, Mark mark, Node.Mapping mapping, Findings findings) {
    Section section = new Section(block, mark, mapping, findings);
    section.refuseUnknownKeys();
    return section;
  }

  Mark mark() {
    return mark;
  }

  Optional<Entry> entry(Key key) {
    return mapping.find(key.name());
  }

  boolean has(Key key) {
    return entry(key).isPresent();
  }

  /** Reports those of the keys that are missing. */
  void require(Key... keys) {
    for (Key key : keys) {
      if (!has(key)) {
        findings.add(
            mark,
            block.shown() + " without " + key.name(),
            block.path(key) + " to be " + key.kind(),
            "add " + key.line());
      }
    }
  }

  /** A scalar whose text is accepted; empty when it is absent or wrong. */
  Optional<Node.Scalar> scalar(Key key, Predicate<String> accepted) {
    Optional<Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Node value = entry.get().value();
    if (value instanceof Node.Scalar scalar && accepted.test(scalar.text())) {
      return Optional.of(scalar);
    }
    wrong(key, value);
    return Optional.empty();
  }

  /** A scalar as its parser reads it; empty when it is absent or wrong. */
  <T> Optional<T> parsed(Key key, Function<String, Optional<T>> parser) {
    return scalar(key, text -> parser.apply(text).isPresent())
        .flatMap(scalar -> parser.apply(scalar.text()));
  }

  /** A text with something in it besides blanks. */
  Optional<String> text(Key.Text key) {
    return parsed(key, text -> Optional.of(text.strip()).filter(stripped -> !stripped.isEmpty()));
  }

  long whole(Key.Whole key) {
    return number(key)
        .filter(text -> text.matches("-?[0-9]{1,18}"))
        .map(Long::parseLong)
        .filter(value -> value >= key.min() && value <= key.max())
        .or(() -> refused(key))
        .orElse(key.standard());
  }

  double share(Key.Share key) {
    return number(key)
        .filter(text -> text.matches("[0-9]*\\.?[0-9]+([eE]-?[0-9]{1,3})?"))
        .map(Double::parseDouble)
        .filter(value -> value <= 1)
        .or(() -> refused(key))
        .orElse(key.standard());
  }

  Duration span(Key.Span key) {
    return parsed(
            key,
            text ->
                Durations.parse(text)
                    .filter(d -> d.compareTo(key.min()) >= 0 && d.compareTo(key.max()) <= 0))
        .orElse(key.standard());
  }

  String choice(Key.Choice key) {
    Optional<String> written = scalar(key, text -> true).map(Node.Scalar::text);
    if (written.isPresent() && !key.words().contains(written.get())) {
      wrong(
          key,
          entry(key).orElseThrow().value(),
          Words.nearest(written.get(), key.words())
              .map(near -> "did you mean " + near + "?")
              .orElse("write " + key.line()));
    }
    return written.filter(key.words()::contains).orElse(key.words().getFirst());
  }

  /** A block inside this one; empty when it is absent or no block. */
  Optional<Section> block(Key.Nested key, Block inner) {
    return mapping(key).map(found -> open(inner, entry(key).orElseThrow().mark(), found, findings));
  }

  /** A block whose keys are the operator's; empty when it is absent or no block. */
  Optional<Node.Mapping> mapping(Key.Nested key) {
    return entry(key)
        .flatMap(
            entry -> {
              if (entry.value() instanceof Node.Mapping found) {
                return Optional.of(found);
              }
              wrong(key, entry.value());
              return Optional.empty();
            });
  }

  /** Reports a value that is not what its key asks for. */
  void wrong(Key key, Node value) {
    wrong(key, value, "write " + key.line());
  }

  private void wrong(Key key, Node value, String remedy) {
    findings.add(value.mark(), value.shown(), block.path(key) + " to be " + key.kind(), remedy);
  }

  /** The place of a key's value; the block's own when the key is absent. */
  Mark markOf(Key key) {
    return entry(key).map(entry -> entry.value().mark()).orElse(mark);
  }

  private Optional<String> number(Key key) {
    return entry(key)
        .map(Entry::value)
        .map(
            value ->
                value instanceof Node.Scalar scalar && scalar.kind() == Kind.NUMBER
                    ? scalar.text()
                    : "");
  }

  private <T> Optional<T> refused(Key key) {
    entry(key).ifPresent(entry -> wrong(key, entry.value()));
    return Optional.empty();
  }

  private void refuseUnknownKeys() {
    List<String> known = block.names();
    for (Entry entry : mapping.entries()) {
      if (!known.contains(entry.key())) {
        findings.add(
            entry.mark(),
            "the unknown key " + Words.quoted(entry.key()) + " " + block.place(),
            Words.oneOf(known.stream().filter(name -> !name.startsWith("$")).toList()),
            remedy(entry.key(), known));
      }
    }
  }

  private String remedy(String written, List<String> known) {
    return Words.nearest(written, known)
        .map(near -> "did you mean " + near + "?")
        .or(
            () ->
                home(written)
                    .filter(home -> !home.path().equals(block.path()))
                    .map(home -> "move it into " + home.shown()))
        .orElse("remove it");
  }

  /** The one block that knows the key. */
  private static Optional<Block> home(String key) {
    List<Block> homes =
        Layout.BLOCKS.stream().filter(block -> block.names().contains(key)).toList();
    return homes.stream().map(Block::path).distinct().count() == 1
        ? Optional.of(homes.getFirst())
        : Optional.empty();
  }
}
