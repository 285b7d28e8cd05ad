package dev.blast.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A command line that an operator can copy into a POSIX shell: a word that a shell would take
 * apart, expand or mistake is quoted. Immutable.
 *
 * @param words as the program gets them
 */
public record ShellCommand(List<String> words) {

  /** What no shell looks at, wherever it stands in a word; {@code =} begins a word of zsh's own. */
  private static final Pattern PLAIN = Pattern.compile("(?!=)[A-Za-z0-9_@%+=:,./-]+");

  public ShellCommand {
    words = List.copyOf(words);
  }

  /** {@code blast VERB}. */
  public static ShellCommand blast(String verb) {
    return new ShellCommand(List.of("blast", verb));
  }

  /** Nothing yet: options to be added to some command. */
  public static ShellCommand options() {
    return new ShellCommand(List.of());
  }

  /** With more words at its end. */
  public ShellCommand with(Object... more) {
    List<String> all = new ArrayList<>(words);
    for (Object each : more) {
      all.add(each instanceof Path path ? argument(path) : each.toString());
    }
    return new ShellCommand(all);
  }

  /** With an option and its value; as it is when there is none. */
  public ShellCommand option(String name, @Nullable Object value) {
    return value == null ? this : with(name, value);
  }

  /** With an option that has no value; as it is when it is not given. */
  public ShellCommand flag(String name, boolean given) {
    return given ? with(name) : this;
  }

  /** With the words of another one at its end. */
  public ShellCommand and(ShellCommand more) {
    return with(more.words.toArray());
  }

  /** A name that begins with a dash would be an option. */
  private static String argument(Path path) {
    String name = path.toString();
    return name.startsWith("-") ? "./" + name : name;
  }

  /** A word as a shell reads it. */
  public static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The line to copy. */
  @Override
  public String toString() {
    return words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
  }
}
