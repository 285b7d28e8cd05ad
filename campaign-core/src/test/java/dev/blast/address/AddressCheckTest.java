package dev.blast.address;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.Slice;
import dev.blast.campaign.AddressKind;
import dev.blast.outcome.Reason;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anna@example.com",
        "Anna.B+news@mail.example.co.uk",
        "o'hara@example.com",
        "\"anna b\"@example.com",
        "jörg@müller.example",
        "root@localhost",
        "a_b-c@x-y.example",
      })
  void emailAddressesAreTaken(String address) {
    assertThat(email(address)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not an address | not-an-email-address",
        "anna | not-an-email-address",
        "anna@ | not-an-email-address",
        "@example.com | not-an-email-address",
        "anna@example..com | not-an-email-address",
        "anna@example.com, bert@example.com | not-an-email-address",
        "Anna <anna@example.com> | not-an-email-address",
        "anna@exam ple.com | not-an-email-address",
        "an\u200bna@example.com | not-an-email-address",
        "anna@example.com. | not-an-email-address",
        "4.9E+11 | exponent-number",
        "4,9e+11 | exponent-number",
      })
  void whatIsNoEmailAddressIsSaidWithoutRepeatingIt(String address, String code) {
    Reason reason = email(address.translateEscapes()).orElseThrow();
    assertThat(reason.code()).isEqualTo(code);
    assertThat(reason.detail()).doesNotContain("anna").doesNotContain("4.9");
  }

  @Property
  void whatIsSeenFromTheBytesAloneTheLibraryTakes(@ForAll("addresses") String address) {
    if (EmailCheck.isPlain(slice(address))) {
      assertThat(EmailCheck.checked(address)).as(address).isEmpty();
    }
  }

  @Test
  void commonAddressesAreSeenFromTheBytesAlone() {
    assertThat(EmailCheck.isPlain(slice("r0000001@example.com"))).isTrue();
    assertThat(EmailCheck.isPlain(slice("first.last+tag@mail.example.com"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0170 1234567, DE, +491701234567",
    "+49 (0) 170 / 1234567, '', +491701234567",
    "+491701234567, '', +491701234567",
    "0049 170 1234567, DE, +491701234567",
    "(201) 555-0123, US, +12015550123",
    "+12015550123, DE, +12015550123",
    "'+491700000001', '', '+491700000001'"
  })
  void phoneNumbersAreSentToInTheFormOfE164(String written, String region, String sent) {
    Slice address = slice(written);
    assertThat(AddressCheck.of(AddressKind.PHONE, region).check(address)).isEmpty();
    assertThat(address.text()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({
    "0170 1234567, '', not-a-phone-number, 'no country code, and the campaign names no region'",
    "not an address, DE, not-a-phone-number, letters in a number",
    "12, DE, not-a-phone-number, ",
    "+49170123456789012345, DE, not-a-phone-number, too long",
    "4.9E+11, DE, exponent-number, ",
    "0170 1234567 ext. 5, DE, not-a-phone-number, letters in a number",
    "0170-UNKNOWN, DE, not-a-phone-number, letters in a number",
  })
  void whatIsNoPhoneNumberIsSaid(String written, String region, String code, String detail) {
    Reason reason = AddressCheck.of(AddressKind.PHONE, region).check(slice(written)).orElseThrow();
    assertThat(reason.code()).isEqualTo(code);
    if (detail != null) {
      assertThat(reason.detail()).isEqualTo(detail);
    }
  }

  @Test
  void anythingIsAnAddressOfAnyKind() {
    assertThat(AddressCheck.of(AddressKind.ANY, "").check(slice("device:77"))).isEmpty();
  }

  @Provide
  Arbitrary<String> addresses() {
    Arbitrary<String> piece = Arbitraries.of("a", "Z9", ".", "-", "_", "+", "@", "x.y", "..", ".-");
    return piece.list().ofMaxSize(9).map(pieces -> String.join("", pieces));
  }

  private static Optional<Reason> email(String address) {
    return AddressCheck.of(AddressKind.EMAIL, "").check(slice(address));
  }

  private static Slice slice(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    Slice slice = new Slice();
    slice.set(bytes, 0, bytes.length);
    return slice;
  }
}
