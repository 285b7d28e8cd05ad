package dev.blast.campaign;

import dev.blast.text.AbsentWord;
import dev.blast.text.CleanText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A text with placeholders in it: {@code {{column}}}, {@code {{column|default}}} and {@code
 * {{coupon}}}. Nothing in it can be executed. Immutable.
 *
 * <p>A default stands in for a value that is empty or {@linkplain CleanText#isBlank blank}, or that
 * is a word for a value that is {@linkplain AbsentWord not there}; without one, nothing does.
 * Blanks around names and defaults do not count. <code>\{{</code> is a literal <code>{{</code>; of
 * the backslashes right before <code>{{</code>, two make one. A placeholder ends on the line it
 * starts on.
 */
public final class Template {

  private static final Template EMPTY = new Template("", List.of());

  private final String text;
  private final List<Part> parts;

  private Template(String text, List<Part> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Value(String column, String standIn) implements Part {}

    record CouponText() implements Part {}
  }

  /** What came of parsing a template. */
  public sealed interface Parsed {
    record Valid(Template template) implements Parsed {}

    /** At least one flaw, in the order of the text. */
    record Flawed(List<Flaw> flaws) implements Parsed {}
  }

  /**
   * What is wrong with one placeholder.
   *
   * @param offset of its <code>{{</code> in the text, in chars from 0
   */
  public record Flaw(int offset, String found, String expected, String remedy) {}

  /** Parses a template; all flaws are reported at once. */
  public static Parsed parse(String text) {
    TemplateParser parser = new TemplateParser(text);
    List<Part> parts = parser.parts();
    return parser.flaws().isEmpty()
        ? new Parsed.Valid(new Template(text, parts))
        : new Parsed.Flawed(parser.flaws());
  }

  /** The template that renders to nothing. */
  public static Template empty() {
    return EMPTY;
  }

  /**
   * The template that is known to be valid.
   *
   * @throws IllegalArgumentException when it is not
   */
  public static Template of(String text) {
    return switch (parse(text)) {
      case Parsed.Valid(Template template) -> template;
      case Parsed.Flawed(List<Flaw> flaws) -> throw new IllegalArgumentException(flaws.toString());
    };
  }

  /** A template text that renders to exactly this text. */
  public static String quote(String text) {
    return TemplateParser.quote(text);
  }

  /** The columns it names, distinct, in the order of their first mention. */
  public List<String> columns() {
    return parts.stream()
        .flatMap(part -> part instanceof Part.Value value ? Stream.of(value.column()) : null)
        .distinct()
        .toList();
  }

  /** Whether it says {@code {{coupon}}}. */
  public boolean usesCoupon() {
    return parts.stream().anyMatch(Part.CouponText.class::isInstance);
  }

  /**
   * Prepares the template for rows of these columns; do it once per run, not per recipient.
   *
   * @param columns what the values handed to {@link Renderer#render} mean; a column coupon must be
   *     among them
   * @throws IllegalArgumentException when the template names a column that is not among them, or a
   *     coupon where there is none
   */
  public Renderer bind(List<String> columns, Coupon coupon) {
    Renderer.Builder renderer = new Renderer.Builder(columns);
    for (Part part : parts) {
      switch (part) {
        case Part.Literal(String literal) -> renderer.literal(literal);
        case Part.Value(String column, String standIn) -> renderer.value(column, standIn);
        case Part.CouponText() -> {
          switch (coupon) {
            case Coupon.Shared(String code) -> renderer.literal(code);
            case Coupon.Column(String column) -> renderer.value(column, "");
            case Coupon.None() ->
                throw new IllegalArgumentException("the campaign has no coupon: " + text);
          }
        }
      }
    }
    return renderer.build();
  }

  /**
   * Fills in the values of one recipient after another. Immutable, thread-safe, allocates little.
   */
  public static final class Renderer {

    /** One more than there are slots: a slot's value follows the literal of the same index. */
    private final String[] literals;

    private final int[] slots;
    private final String[] standIns;
    private final int length;

    private Renderer(String[] literals, int[] slots, String[] standIns) {
      this.literals = literals;
      this.slots = slots;
      this.standIns = standIns;
      this.length = Arrays.stream(literals).mapToInt(String::length).sum() + 24 * slots.length;
    }

    /**
     * The text for one recipient.
     *
     * @param values one for each bound column, in that order
     */
    public String render(List<String> values) {
      if (slots.length == 0) {
        return literals[0];
      }
      StringBuilder text = new StringBuilder(length).append(literals[0]);
      for (int i = 0; i < slots.length; i++) {
        String value = values.get(slots[i]);
        text.append(says(value) ? value : standIns[i]).append(literals[i + 1]);
      }
      return text.toString();
    }

    private static boolean says(String value) {
      return !CleanText.isBlank(value) && !AbsentWord.is(CleanText.of(value));
    }

    private static final class Builder {
      private final List<String> columns;
      private final Stream.Builder<String> literals = Stream.builder();
      private final Stream.Builder<Integer> slots = Stream.builder();
      private final Stream.Builder<String> standIns = Stream.builder();
      private final StringBuilder literal = new StringBuilder();

      Builder(List<String> columns) {
        this.columns = List.copyOf(columns);
      }

      void literal(String text) {
        literal.append(text);
      }

      void value(String column, String standIn) {
        int slot = columns.indexOf(column);
        if (slot < 0) {
          throw new IllegalArgumentException("no column " + column + " among " + columns);
        }
        literals.add(literal.toString());
        literal.setLength(0);
        slots.add(slot);
        standIns.add(standIn);
      }

      Renderer build() {
        literals.add(literal.toString());
        return new Renderer(
            literals.build().toArray(String[]::new),
            slots.build().mapToInt(Integer::intValue).toArray(),
            standIns.build().toArray(String[]::new));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(text);
  }

  /** The text it was parsed from. */
  @Override
  public String toString() {
    return text;
  }
}
