package dev.blast.address;

import dev.blast.audience.Slice;
import dev.blast.campaign.AddressKind;
import dev.blast.outcome.Reason;
import java.util.Optional;

/** Checks addresses of one kind. Not thread-safe. */
@FunctionalInterface
public interface AddressCheck {

  /**
   * Looks at an address that is clean and not empty. Points the slice at the address in the form in
   * which it is sent to.
   *
   * @return why it is none; empty when it is one. Its detail never holds the address
   */
  Optional<Reason> check(Slice address);

  /**
   * The check of a kind.
   *
   * @param region where a phone number without a country code is from; empty for nowhere
   */
  static AddressCheck of(AddressKind kind, String region) {
    return switch (kind) {
      case EMAIL -> new EmailCheck();
      case PHONE -> new PhoneCheck(region);
      case ANY -> address -> Optional.empty();
    };
  }
}
