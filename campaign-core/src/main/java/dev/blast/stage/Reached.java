package dev.blast.stage;

/**
 * Who of an audience became a recipient so far, by {@link PeopleHash}. Where the id is the address,
 * the ids are all there is. Not thread-safe.
 */
final class Reached {

  private final boolean idIsAddress;
  private final boolean addressOnce;
  private final HashSet64 ids = new HashSet64();
  private final HashSet64 addresses = new HashSet64();
  private final RepeatCount seen = new RepeatCount();

  /**
   * @param addressOnce whether an address makes a recipient unique, too
   */
  Reached(boolean idIsAddress, boolean addressOnce) {
    this.idIsAddress = idIsAddress;
    this.addressOnce = addressOnce && !idIsAddress;
  }

  /** What a row is. */
  enum Row {
    NEW,
    SAME_ID,
    SAME_ADDRESS
  }

  /** Takes a row; one that is not new leaves no trace. */
  Row add(long id, long address) {
    if (addressOnce && addresses.contains(address)) {
      return ids.contains(id) ? Row.SAME_ID : Row.SAME_ADDRESS;
    }
    if (!ids.add(id)) {
      return Row.SAME_ID;
    }
    if (addressOnce) {
      addresses.add(address);
    } else if (!idIsAddress) {
      seen.add(address);
    }
    return Row.NEW;
  }

  /** How many addresses occurred under several ids. */
  int sharedAddresses() {
    return seen.repeated();
  }

  boolean hasId(long id) {
    return ids.contains(id);
  }

  /** Whether an address is a recipient's; the first call takes as long as adding all of them. */
  boolean hasAddress(long address) {
    if (idIsAddress) {
      return ids.contains(address);
    }
    if (!addressOnce && addresses.isEmpty()) {
      seen.each(addresses::add);
    }
    return addresses.contains(address);
  }
}
