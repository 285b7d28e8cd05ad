package dev.blast.address;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.blast.audience.Slice;
import dev.blast.outcome.Reason;
import java.util.Optional;

/**
 * Telephone numbers in the form of E.164, as libphonenumber reads them. A number must be possible,
 * that is of a length that its country has: which ranges are in use changes faster than a library.
 */
final class PhoneCheck implements AddressCheck {

  private static final String CODE = "not-a-phone-number";

  /** The library's word for no region: a number must then begin with its country. */
  private static final String NOWHERE = "ZZ";

  private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
  private final String region;

  PhoneCheck(String region) {
    this.region = region.isEmpty() ? NOWHERE : region;
  }

  @Override
  public Optional<Reason> check(Slice address) {
    String written = address.text();
    Optional<Reason> shortened = Exponents.reason(written);
    if (shortened.isPresent()) {
      return shortened;
    }
    if (written.codePoints().anyMatch(Character::isLetter)) {
      // The library reads letters as the digits of a keypad: a word would be somebody's number.
      return no("letters in a number");
    }
    try {
      PhoneNumber number = numbers.parse(written, region);
      ValidationResult possible = numbers.isPossibleNumberWithReason(number);
      if (possible != ValidationResult.IS_POSSIBLE) {
        return no(words(possible));
      }
      if (number.hasExtension()) {
        return no("a number with an extension");
      }
      String sent = numbers.format(number, PhoneNumberFormat.E164);
      if (!sent.equals(written)) {
        address.set(sent);
      }
      return Optional.empty();
    } catch (NumberParseException none) {
      return no(words(none.getErrorType()));
    }
  }

  private static Optional<Reason> no(String detail) {
    return Optional.of(new Reason(CODE, detail));
  }

  private String words(NumberParseException.ErrorType error) {
    return switch (error) {
      case INVALID_COUNTRY_CODE ->
          region.equals(NOWHERE)
              ? "no country code, and the campaign names no region"
              : "an unknown country code";
      case NOT_A_NUMBER -> "no number";
      case TOO_SHORT_AFTER_IDD, TOO_SHORT_NSN -> "too short";
      case TOO_LONG -> "too long";
    };
  }

  private static String words(ValidationResult result) {
    return switch (result) {
      case IS_POSSIBLE_LOCAL_ONLY -> "no area code";
      case INVALID_COUNTRY_CODE -> "an unknown country code";
      case TOO_SHORT -> "too short";
      case TOO_LONG -> "too long";
      case IS_POSSIBLE, INVALID_LENGTH -> "a length that its country does not have";
    };
  }
}
