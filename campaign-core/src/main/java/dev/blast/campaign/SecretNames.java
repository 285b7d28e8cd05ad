package dev.blast.campaign;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of secrets in a text of a campaign: {@code ${env:NAME}}. The values are never here. */
public final class SecretNames {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

  private SecretNames() {}

  /** In alphabetical order, each once; empty without any. */
  public static NavigableSet<String> in(Iterable<String> texts) {
    NavigableSet<String> names = new TreeSet<>();
    for (String text : texts) {
      REFERENCE.matcher(text).results().forEach(reference -> names.add(reference.group(1)));
    }
    return Collections.unmodifiableNavigableSet(names);
  }

  /** The text with each reference replaced by the value of its name. */
  public static String replace(String text, UnaryOperator<String> values) {
    return REFERENCE
        .matcher(text)
        .replaceAll(name -> Matcher.quoteReplacement(values.apply(name.group(1))));
  }
}
