package dev.blast.infra;

import dev.blast.infra.Terraform.Block;
import dev.blast.infra.Terraform.Body;
import dev.blast.infra.Terraform.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the structure of Terraform's language: blocks and attributes, and expressions as texts
 * (github.com/hashicorp/hcl, hclsyntax/spec.md). Heredocs and block comments are refused; Blast's
 * files have none.
 */
final class HclReader {

  private final String name;
  private final String text;
  private int at;

  HclReader(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /** Everything up to the end of the text. */
  Body body() {
    Body all = inside();
    if (at < text.length()) {
      throw wrong("something after the end");
    }
    return all;
  }

  private Body inside() {
    Map<String, Expression> attributes = new LinkedHashMap<>();
    List<Block> blocks = new ArrayList<>();
    while (true) {
      skip();
      if (at == text.length() || text.charAt(at) == '}') {
        return new Body(attributes, blocks);
      }
      String word = word();
      spaces();
      if (next('=')) {
        spaces();
        if (attributes.put(word, expression()) != null) {
          throw wrong(word + " is there twice");
        }
      } else {
        blocks.add(block(word));
      }
    }
  }

  private Block block(String type) {
    List<String> labels = new ArrayList<>();
    while (!next('{')) {
      labels.add(text.charAt(at) == '"' ? new Expression(string()).string() : word());
      spaces();
    }
    Body body = inside();
    if (!next('}')) {
      throw wrong("no end of " + type);
    }
    return new Block(name, type, labels, body);
  }

  /** Up to the end of the line, or a comma, outside of all brackets. */
  private Expression expression() {
    StringBuilder found = new StringBuilder();
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (depth == 0 && (c == '\n' || c == ',' || c == '}')) {
        break;
      }
      if (c == '"') {
        found.append(string());
      } else if (c == '#' || text.startsWith("//", at)) {
        comment();
      } else if (text.startsWith("<<", at) || text.startsWith("/*", at)) {
        throw wrong("no heredoc or block comment is read");
      } else {
        depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
        found.append(c);
        at++;
      }
    }
    return new Expression(found.toString().strip());
  }

  /** With its quotes; what is computed in it may have texts too. */
  private String string() {
    int from = at++;
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' || text.startsWith("$${", at)) {
        at += text.charAt(at) == '\\' ? 2 : 3;
      } else if (text.startsWith("${", at) || text.startsWith("%{", at)) {
        at += 2;
        template();
      } else {
        at++;
      }
    }
    at++;
    return text.substring(from, at);
  }

  private void template() {
    for (int depth = 1; depth > 0; ) {
      char c = text.charAt(at);
      if (c == '"') {
        string();
      } else {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        at++;
      }
    }
  }

  private String word() {
    int from = at;
    if (at < text.length() && text.charAt(at) == '"') {
      return new Expression(string()).string();
    }
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (from == at) {
      throw wrong("a name was expected");
    }
    return text.substring(from, at);
  }

  /** White space, commas between the parts of an object, and comments. */
  private void skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#' || text.startsWith("//", at)) {
        comment();
      } else if (Character.isWhitespace(c) || c == ',') {
        at++;
      } else {
        return;
      }
    }
  }

  private void comment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean next(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private IllegalArgumentException wrong(String what) {
    long line = text.substring(0, at).lines().count();
    return new IllegalArgumentException(name + ":" + line + ": " + what);
  }
}
