package dev.blast.campaign;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.blast.campaign.Source.Mark;
import java.util.Locale;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Says in an operator's words what a parser could not read. */
final class SyntaxProblem {

  private SyntaxProblem() {}

  static void report(JsonProcessingException syntax, Source source, Findings findings) {
    if (syntax.getCause() instanceof MarkedYAMLException yaml) {
      yaml(yaml, source, findings);
    } else if (syntax.getCause() instanceof ReaderException unprintable) {
      findings.add(
          source.markAtCodePoint(unprintable.getPosition()),
          String.format(Locale.ROOT, "the control character U+%04X", unprintable.getCodePoint()),
          "text that can be printed",
          "remove it");
    } else if (String.valueOf(syntax.getMessage()).contains("epth")) {
      findings.add(
          source.markAt(0),
          "blocks nested too deeply",
          "a campaign as docs/campaign-file.md describes it",
          "close the brackets that are open");
    } else {
      json(syntax, source, findings);
    }
  }

  private static void yaml(MarkedYAMLException syntax, Source source, Findings findings) {
    Mark mark = source.markAtCodePoint(syntax.getProblemMark().getIndex());
    String line = source.lineAt(mark);
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    if (indent.indexOf('\t') >= 0) {
      Mark tab = source.markAt(mark.offset() - mark.column() + 1 + indent.indexOf('\t'));
      findings.add(tab, "a tab", "spaces before a key", "replace the tab by spaces");
      return;
    }
    String problem = String.valueOf(syntax.getProblem());
    String context = String.valueOf(syntax.getContext());
    findings.add(mark, found(source, mark), expected(problem, context), remedy(problem, context));
  }

  private static String expected(String problem, String context) {
    if (context.contains("quoted scalar")) {
      return problem.contains("unexpected end") ? "a closing quote" : "a text in quotes";
    }
    if (context.contains("flow mapping")) {
      return "a comma or a closing }";
    }
    if (context.contains("flow sequence")) {
      return "a comma or a closing ]";
    }
    if (problem.contains("cannot start any token")) {
      return "a text or a key";
    }
    return problem.contains("mapping values") ? "no second colon here" : "a key and its value";
  }

  private static String remedy(String problem, String context) {
    if (context.contains("quoted scalar")) {
      return "close the quotes, or write \\\\ for a backslash inside double quotes";
    }
    if (context.contains("flow")) {
      return "close the bracket that is open, or put the value before this place in quotes";
    }
    if (problem.contains("mapping values")) {
      return "put the value in quotes if it holds a colon, and align the keys";
    }
    if (problem.contains("cannot start any token")) {
      return "put the value in quotes";
    }
    return "write it as key: value, with the same indentation as its neighbours";
  }

  private static void json(JsonProcessingException syntax, Source source, Findings findings) {
    JsonLocation location = syntax.getLocation();
    int offset = location == null ? 0 : (int) Math.max(0, location.getCharOffset());
    String message = syntax.getOriginalMessage().lines().findFirst().orElse("");
    boolean atEnd = message.toLowerCase(Locale.ROOT).contains("end-of-input");
    Mark mark = source.markAt(atEnd ? source.text().length() : offset);
    findings.add(mark, found(source, mark), jsonExpected(message, source), "correct it there");
  }

  private static String jsonExpected(String message, Source source) {
    if (!source.isJson()) {
      return "YAML that can be read";
    }
    if (message.contains("double-quote to start field name")) {
      return "a key in double quotes";
    }
    if (message.contains("comma to separate")) {
      return "a comma, or the end of the block";
    }
    if (message.contains("colon to separate")) {
      return "a colon after the key";
    }
    return message.contains("end-of-input") || message.contains("close marker")
        ? "the closing bracket or quote of what is open"
        : "a value: a text in double quotes, a number, true, false, [ or {";
  }

  private static String found(Source source, Mark mark) {
    String rest = source.text().substring(mark.offset()).lines().findFirst().orElse("").strip();
    if (!rest.isEmpty()) {
      return Words.quoted(rest);
    }
    return source.text().substring(mark.offset()).isBlank()
        ? "the end of the file"
        : "the end of the line";
  }
}
