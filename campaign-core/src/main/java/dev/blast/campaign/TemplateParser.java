package dev.blast.campaign;

import dev.blast.campaign.Template.Flaw;
import dev.blast.campaign.Template.Part;
import java.util.ArrayList;
import java.util.List;

/** Cuts a template's text into its parts, in one pass. */
final class TemplateParser {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  private static final String COUPON = "coupon";

  private final String text;
  private final List<Part> parts = new ArrayList<>();
  private final List<Flaw> flaws = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  TemplateParser(String text) {
    this.text = text;
    int from = 0;
    for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
      from = part(from, open);
    }
    literal.append(text, from, text.length());
    endLiteral();
  }

  List<Part> parts() {
    return parts;
  }

  List<Flaw> flaws() {
    return flaws;
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
      int backslashes = backslashesBefore(text, from, open);
      quoted.append(text, from, open).repeat('\\', backslashes + 1).append(OPEN);
      from = open + OPEN.length();
    }
    return quoted.append(text, from, text.length()).toString();
  }

  /** Takes the text from {@code from} over the braces at {@code open}; answers where to go on. */
  private int part(int from, int open) {
    int backslashes = backslashesBefore(text, from, open);
    literal.append(text, from, open - backslashes).repeat('\\', backslashes / 2);
    if (backslashes % 2 == 1) {
      literal.append(OPEN);
      return open + OPEN.length();
    }
    int close = closeOf(open);
    if (close < 0) {
      return open + OPEN.length();
    }
    endLiteral();
    placeholder(open, text.substring(open + OPEN.length(), close));
    return close + CLOSE.length();
  }

  private int closeOf(int open) {
    int inside = open + OPEN.length();
    int close = text.indexOf(CLOSE, inside);
    int end = close < 0 ? text.length() : close;
    int next = text.indexOf(OPEN, inside);
    boolean nested = next > inside && next < end;
    boolean broken = text.substring(inside, end).lines().limit(2).count() > 1;
    if (close >= 0 && !nested && !broken) {
      return close;
    }
    flaws.add(
        new Flaw(
            open,
            Words.quoted(text.substring(open)) + " without a closing }}",
            "}} on the same line, before the next {{",
            "close it, as in {{first_name}}, or write \\{{ for the braces themselves"));
    return -1;
  }

  private void placeholder(int open, String inside) {
    int bar = inside.indexOf('|');
    String name = (bar < 0 ? inside : inside.substring(0, bar)).strip();
    if (name.isEmpty()) {
      flaws.add(
          new Flaw(
              open,
              Words.quoted(OPEN + inside + CLOSE),
              "the name of an audience column, or coupon, between {{ and }}",
              "write the column's name, as in {{first_name}} or {{first_name|there}}"));
    } else if (name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
      flaws.add(
          new Flaw(
              open,
              Words.quoted(OPEN + inside + CLOSE),
              "a column name without braces",
              "use two braces on each side, as in {{first_name}}"));
    } else if (!name.equals(COUPON)) {
      parts.add(new Part.Value(name, bar < 0 ? "" : inside.substring(bar + 1).strip()));
    } else if (bar < 0) {
      parts.add(new Part.CouponText());
    } else {
      flaws.add(
          new Flaw(
              open,
              Words.quoted(OPEN + inside + CLOSE),
              "{{coupon}} without a default: a recipient without a coupon is never sent to",
              "write {{coupon}}"));
    }
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static int backslashesBefore(String text, int from, int open) {
    int first = open;
    while (first > from && text.charAt(first - 1) == '\\') {
      first--;
    }
    return open - first;
  }
}
