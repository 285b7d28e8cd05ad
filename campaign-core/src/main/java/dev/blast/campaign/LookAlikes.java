package dev.blast.campaign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what looks like a placeholder of another program in a template, and is sent as it stands
 * here. Normal text, HTML and style sheets have none: a form that occurs in them counts only around
 * the name of a column, or around a word that nobody writes there for another reason.
 */
final class LookAlikes {

  private static final String NAME = "([\\p{L}_][\\p{L}\\p{N}_.-]*(?: [\\p{L}\\p{N}_.-]+){0,3})";

  /** Forms that mean nothing but a placeholder. */
  private static final List<Pattern> SURE =
      List.of(
          Pattern.compile("\\*\\|\\s*" + NAME + "\\s*\\|\\*"),
          Pattern.compile("\\[\\[\\s*" + NAME + "\\s*]]"),
          Pattern.compile("[$#]\\{\\s*" + NAME + "\\s*}"),
          Pattern.compile("%%\\s*" + NAME + "\\s*%%"),
          Pattern.compile("<%=?\\s*" + NAME + "\\s*%>"),
          Pattern.compile("\\{%\\s*" + NAME + "\\s*%}"));

  /** Forms that mean other things as well: style sheets, links of Markdown, HTML, percentages. */
  private static final List<Pattern> LIKELY =
      List.of(
          Pattern.compile("(?<![{$#\\\\])\\{\\s*" + NAME + "\\s*}(?!})"),
          Pattern.compile("(?<!\\[)\\[\\s*" + NAME + "\\s*](?![](])"),
          Pattern.compile("(?<!%)%" + NAME + "%(?!%)"),
          Pattern.compile("<" + NAME + ">"),
          Pattern.compile("(?<![\\p{L}\\p{N}])@" + NAME + "@(?![\\p{L}\\p{N}])"));

  /** What columns are called most often, as {@link #plain} writes it. */
  private static final Set<String> USUAL =
      Set.of(
          "name",
          "firstname",
          "fname",
          "givenname",
          "lastname",
          "lname",
          "surname",
          "familyname",
          "fullname",
          "username",
          "nickname",
          "customername",
          "email",
          "emailaddress",
          "mail",
          "couponcode",
          "vouchercode",
          "coupon",
          "unsubscribelink",
          "unsubscribeurl");

  /** Elements of HTML that a column may be called like. */
  private static final Set<String> ELEMENTS =
      Set.of(
          "a",
          "abbr",
          "address",
          "area",
          "article",
          "aside",
          "audio",
          "b",
          "base",
          "big",
          "body",
          "br",
          "button",
          "canvas",
          "caption",
          "center",
          "cite",
          "code",
          "col",
          "data",
          "del",
          "details",
          "dialog",
          "dir",
          "div",
          "em",
          "font",
          "footer",
          "form",
          "frame",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "head",
          "header",
          "hr",
          "html",
          "i",
          "img",
          "input",
          "ins",
          "label",
          "legend",
          "li",
          "link",
          "main",
          "map",
          "mark",
          "menu",
          "meta",
          "meter",
          "nav",
          "object",
          "ol",
          "option",
          "output",
          "p",
          "param",
          "picture",
          "pre",
          "progress",
          "q",
          "s",
          "samp",
          "section",
          "select",
          "small",
          "source",
          "span",
          "strike",
          "strong",
          "style",
          "sub",
          "summary",
          "sup",
          "table",
          "tbody",
          "td",
          "template",
          "text",
          "tfoot",
          "th",
          "thead",
          "time",
          "title",
          "tr",
          "track",
          "tt",
          "u",
          "ul",
          "var",
          "video",
          "wbr");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}\\r\\n]*}}");

  /** By {@link #plain} name. */
  private final Map<String, String> columns = new TreeMap<>();

  /**
   * @param columns whose values a placeholder may be meant for
   */
  LookAlikes(Collection<String> columns) {
    columns.forEach(column -> this.columns.putIfAbsent(plain(column), column));
  }

  /**
   * Something that looks like a placeholder.
   *
   * @param offset in the text, in chars from 0
   * @param text as it stands there
   * @param column that was probably meant; empty when none is known
   */
  record Found(int offset, String text, Optional<String> column) {}

  /** Each once, in the order of the text. */
  List<Found> in(String template) {
    String text = withoutPlaceholders(template);
    List<Found> all = new ArrayList<>();
    SURE.forEach(form -> find(form, text, name -> true, all));
    LIKELY.forEach(form -> find(form, text, name -> isLikely(form, name), all));
    closing(text).ifPresent(all::add);
    return all.stream()
        .sorted((one, other) -> Integer.compare(one.offset(), other.offset()))
        .filter(new Once())
        .toList();
  }

  private void find(Pattern form, String text, Predicate<String> counts, List<Found> all) {
    Matcher found = form.matcher(text);
    while (found.find()) {
      String name = found.group(1).strip();
      if (counts.test(name)) {
        all.add(
            new Found(found.start(), found.group(), Optional.ofNullable(columns.get(plain(name)))));
      }
    }
  }

  private boolean isLikely(Pattern form, String name) {
    boolean element =
        form.pattern().startsWith("<") && ELEMENTS.contains(name.toLowerCase(Locale.ROOT));
    return !element && (columns.containsKey(plain(name)) || USUAL.contains(plain(name)));
  }

  /** Braces that close what was not opened; in a style sheet they close what was. */
  private static Optional<Found> closing(String text) {
    int open = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '{') {
        open++;
      } else if (text.charAt(i) == '}') {
        if (open < 2 && text.startsWith("}}", i)) {
          return Optional.of(new Found(i, "}}", Optional.empty()));
        }
        open = Math.max(0, open - 1);
      }
    }
    return Optional.empty();
  }

  /** Blanks in the place of the template's own placeholders, so that offsets stay. */
  private static String withoutPlaceholders(String template) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    StringBuilder rest = new StringBuilder(template);
    while (placeholder.find()) {
      if (!isEscaped(template, placeholder.start())) {
        rest.replace(
            placeholder.start(),
            placeholder.end(),
            " ".repeat(placeholder.end() - placeholder.start()));
      }
    }
    return rest.toString();
  }

  private static boolean isEscaped(String template, int braces) {
    int first = braces;
    while (first > 0 && template.charAt(first - 1) == '\\') {
      first--;
    }
    return (braces - first) % 2 == 1;
  }

  /**
   * A name by its letters and digits: {@code First Name}, {@code FIRST_NAME}, {@code firstname}.
   */
  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** Of two that look alike the first, and none within another one. */
  private static final class Once implements Predicate<Found> {
    private final List<String> seen = new ArrayList<>();
    private int end;

    @Override
    public boolean test(Found found) {
      boolean within = found.offset() < end;
      end = Math.max(end, found.offset() + found.text().length());
      if (within || seen.contains(found.text())) {
        return false;
      }
      return seen.add(found.text());
    }
  }
}
