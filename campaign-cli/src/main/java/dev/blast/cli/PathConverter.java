package dev.blast.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads file names of a command line, and says what is wrong with one that cannot be a name. */
final class PathConverter implements ITypeConverter<Path> {

  /** The character set of file names; it follows the locale, and no option changes it. */
  private static final String NAMES = "sun.jnu.encoding";

  @Override
  public Path convert(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException invalid) {
      throw new TypeConversionException(words(invalid));
    }
  }

  /** One sentence for the operator. */
  static String words(InvalidPathException invalid) {
    String name = "the file name \"" + invalid.getInput() + "\"";
    String characters = System.getProperty(NAMES, "US-ASCII");
    boolean ascii = invalid.getInput().chars().allMatch(c -> c > 0 && c < 0x80);
    return ascii || isUtf8(characters)
        ? name + " cannot be used: " + invalid.getReason() + "."
        : name
            + " does not fit into the character set of this locale ("
            + characters
            + "); start Blast with the blast command, or set LC_ALL=C.UTF-8.";
  }

  private static boolean isUtf8(String name) {
    return Charset.isSupported(name) && Charset.forName(name).equals(StandardCharsets.UTF_8);
  }
}
