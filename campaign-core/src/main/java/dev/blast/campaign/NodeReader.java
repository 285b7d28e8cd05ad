package dev.blast.campaign;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.blast.campaign.Node.Entry;
import dev.blast.campaign.Node.Kind;
import dev.blast.campaign.Source.Mark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads YAML or JSON into nodes, with Jackson's streaming parser. */
final class NodeReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();

  private final Source source;
  private final Findings findings;
  private final JsonParser parser;

  private NodeReader(Source source, Findings findings) throws IOException {
    this.source = source;
    this.findings = findings;
    this.parser = (source.isJson() ? JSON : YAML).createParser(source.text());
  }

  /** The file's one document; empty when there is none, which is among the findings then. */
  static Optional<Node> read(Source source, Findings findings) {
    try {
      return new NodeReader(source, findings).document();
    } catch (JsonProcessingException syntax) {
      SyntaxProblem.report(syntax, source, findings);
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Optional<Node> document() throws IOException {
    try (parser) {
      if (parser.nextToken() == null) {
        nothingThere();
        return Optional.empty();
      }
      Node root = node(mark());
      if (root instanceof Node.Nothing) {
        nothingThere();
        return Optional.empty();
      }
      if (parser.nextToken() != null) {
        findings.add(
            mark(), "a second document", "one campaign in a file", "put it into a file of its own");
      }
      return Optional.of(root);
    }
  }

  private void nothingThere() {
    findings.add(
        source.markAt(0),
        "a file without a campaign",
        "at least id, audience and message",
        "write a campaign, or start from one of campaign-samples");
  }

  /** The node that starts at the current token. */
  private Node node(Mark where) throws IOException {
    refuseReferences();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> mapping(where);
      case START_ARRAY -> listing(where);
      case VALUE_NULL -> new Node.Nothing(where);
      case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(where, parser.getText(), Kind.BOOLEAN);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new Node.Scalar(where, parser.getText(), Kind.NUMBER);
      case VALUE_STRING ->
          isNothing()
              ? new Node.Nothing(where)
              : new Node.Scalar(where, parser.getText(), Kind.TEXT);
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("a value cannot start with " + token);
    };
  }

  private Node mapping(Mark where) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, Mark> seen = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Mark at = mark();
      Mark earlier = seen.putIfAbsent(key, at);
      if (earlier != null) {
        findings.add(
            at,
            "the key " + Words.quoted(key) + " again",
            "each key once; it is on line " + earlier.line() + " already",
            "remove one of the two");
      }
      parser.nextToken();
      // an empty value has no place of its own: some parsers put it on the next line
      Node value = node(isNothing() ? at : mark());
      if (earlier == null) {
        entries.add(new Entry(at, key, value));
      }
    }
    return new Node.Mapping(where, entries);
  }

  private Node listing(Mark where) throws IOException {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(mark()));
    }
    return new Node.Listing(where, items);
  }

  /** Jackson reads a value that is left out as an empty text, as if it were quoted. */
  private boolean isNothing() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return true;
    }
    int offset = mark().offset();
    boolean written =
        offset < source.text().length() && "\"'|>".indexOf(source.text().charAt(offset)) >= 0;
    return parser.currentToken() == JsonToken.VALUE_STRING
        && parser.getText().isEmpty()
        && !written;
  }

  private void refuseReferences() {
    if (!(parser instanceof YAMLParser yaml)) {
      return;
    }
    try {
      if (yaml.isCurrentAlias()) {
        refuse("an alias, *" + yaml.getText(), "remove it and repeat the values");
      } else if (source.text().startsWith("&", mark().offset())) {
        // Jackson tells of a block's anchor, but not of a scalar's
        refuse("an anchor", "remove it and repeat the values");
      } else if (yaml.getTypeId() != null) {
        String tag = yaml.getTypeId().replace("tag:yaml.org,2002:", "!");
        refuse("a tag, !" + tag, "remove it; quote the value if it is a text");
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void refuse(String found, String remedy) {
    findings.add(mark(), found, "values written out where they apply", remedy);
  }

  private Mark mark() {
    long offset = parser.currentTokenLocation().getCharOffset();
    return source.isJson() ? source.markAt((int) offset) : source.markAtCodePoint(offset);
  }
}
