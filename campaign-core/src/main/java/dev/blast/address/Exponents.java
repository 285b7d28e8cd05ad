package dev.blast.address;

import dev.blast.outcome.Reason;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds long numbers that a spreadsheet has shortened, such as {@code 4.9E+11}. */
final class Exponents {

  private static final Pattern EXPONENT =
      Pattern.compile("[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]+");

  private static final Optional<Reason> SHORTENED =
      Optional.of(
          new Reason(
              "exponent-number",
              "a spreadsheet shortened the number; format the column as text and export it again"));

  private Exponents() {}

  static Optional<Reason> reason(String address) {
    return EXPONENT.matcher(address).matches() ? SHORTENED : Optional.empty();
  }
}
