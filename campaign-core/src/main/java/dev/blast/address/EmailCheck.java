package dev.blast.address;

import dev.blast.audience.Slice;
import dev.blast.outcome.Reason;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * Email addresses by the syntax that Jakarta Mail checks strictly; a display name, a comment or a
 * second address beside it is none. Plain addresses are seen from their bytes, without the library:
 * a strict part of those that it takes.
 */
final class EmailCheck implements AddressCheck {

  private static final String CODE = "not-an-email-address";
  private static final boolean[] ATOM = plain("._+-");
  private static final boolean[] LABEL = plain("-.");

  @Override
  public Optional<Reason> check(Slice address) {
    return isPlain(address) ? Optional.empty() : checked(address.text());
  }

  /** Dots stand between other characters, and the domain has at least one. */
  static boolean isPlain(Slice address) {
    byte[] bytes = address.bytes();
    int at = run(bytes, address.from(), address.to(), ATOM);
    if (at <= address.from() || at >= address.to() || bytes[at] != '@') {
      return false;
    }
    int end = run(bytes, at + 1, address.to(), LABEL);
    return end == address.to() && hasDot(bytes, at + 1, end);
  }

  /** After the last of these characters; {@code from} where dots are at an end, or in a row. */
  private static int run(byte[] bytes, int from, int to, boolean[] taken) {
    int at = from;
    boolean dot = true;
    while (at < to && bytes[at] >= 0 && taken[bytes[at]]) {
      boolean next = bytes[at] == '.';
      if (dot && next) {
        return from;
      }
      dot = next;
      at++;
    }
    return dot ? from : at;
  }

  private static boolean hasDot(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '.') {
        return true;
      }
    }
    return false;
  }

  /** What the library says of it. */
  static Optional<Reason> checked(String address) {
    Optional<Reason> shortened = Exponents.reason(address);
    if (shortened.isPresent()) {
      return shortened;
    }
    if (address.codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT)) {
      return no("an invisible character in it");
    }
    try {
      InternetAddress parsed = new InternetAddress(address, true);
      return address.equals(parsed.getAddress()) ? Optional.empty() : no("more than an address");
    } catch (AddressException malformed) {
      // its message alone; its text would repeat the address
      String message = malformed.getMessage();
      return no(message == null ? "" : message.toLowerCase(Locale.ROOT));
    }
  }

  private static Optional<Reason> no(String detail) {
    return Optional.of(new Reason(CODE, detail));
  }

  private static boolean[] plain(String others) {
    boolean[] taken = new boolean[128];
    for (char c = 0; c < taken.length; c++) {
      taken[c] = Character.isLetterOrDigit(c) || others.indexOf(c) >= 0;
    }
    return taken;
  }
}
