package dev.blast.stage;

import dev.blast.address.AddressCheck;
import dev.blast.audience.Slice;
import dev.blast.campaign.Campaign;

/**
 * By which hashes people are told apart: ids exactly, addresses without regard to case and in the
 * form that is sent to. Where the id is the address, ids are addresses. Not thread-safe.
 */
final class PeopleHash {

  private final long seed;
  private final boolean idIsAddress;
  private final AddressCheck addresses;

  PeopleHash(Campaign campaign, long seed) {
    this.seed = seed;
    this.idIsAddress = campaign.audience().idIsAddress();
    this.addresses =
        AddressCheck.of(campaign.addressKind(), campaign.audience().addresses().region());
  }

  boolean idIsAddress() {
    return idIsAddress;
  }

  /** Of an id that is no address. */
  long ofId(Slice id) {
    return ByteHash.of(id.bytes(), id.from(), id.to(), seed);
  }

  /** Of an address as {@link RowReader#address} has it. */
  long ofAddress(Slice address) {
    return CaseFold.hash(address, seed);
  }

  /** Of an address in a list, clean, which may be written in another form; of an id likewise. */
  long ofEntry(Slice entry, boolean address) {
    if (!address && !idIsAddress) {
      return ofId(entry);
    }
    // what is no address names nobody, and is no harm
    addresses.check(entry);
    return ofAddress(entry);
  }
}
