package dev.blast.campaign;

import dev.blast.campaign.Source.Mark;
import java.util.List;
import java.util.Optional;

/** A piece of a campaign file and where it is. */
sealed interface Node {

  Mark mark();

  /** What it is, for people. */
  String shown();

  /** What a scalar is before anything is expected of it. */
  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN
  }

  /**
   * A single value.
   *
   * @param text as written, without quotes: {@code 007} and {@code NO} stay what they are
   */
  record Scalar(Mark mark, String text, Kind kind) implements Node {
    @Override
    public String shown() {
      return kind == Kind.TEXT ? Words.quoted(text) : text;
    }
  }

  /** No value, or {@code null}. */
  record Nothing(Mark mark) implements Node {
    @Override
    public String shown() {
      return "nothing";
    }
  }

  record Listing(Mark mark, List<Node> items) implements Node {
    @Override
    public String shown() {
      return items.isEmpty() ? "an empty list" : "a list";
    }
  }

  record Mapping(Mark mark, List<Entry> entries) implements Node {
    Optional<Entry> find(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    @Override
    public String shown() {
      return entries.isEmpty() ? "an empty block" : "a block of keys";
    }
  }

  /**
   * A key and its value.
   *
   * @param mark of the key
   */
  record Entry(Mark mark, String key, Node value) {}
}
