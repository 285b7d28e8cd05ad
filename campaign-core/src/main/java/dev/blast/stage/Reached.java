package dev.blast.stage;

/**
 * Who of an audience became a recipient so far, by {@link PeopleHash}. Where the id is the address,
 * the ids are all there is. Not thread-safe.
 */
final class Reached {

  /**
   * Addresses whose turn in the set comes together: their places in memory are then waited for at
   * once.
   */
  private static final int BATCH = 512;

  private final boolean idIsAddress;
  private final boolean addressOnce;
  private final HashSet64 ids = new HashSet64();
  private final HashSet64 addresses = new HashSet64();
  private final HashSet64 shared = new HashSet64();
  private final long[] waiting = new long[BATCH];
  private int waits;

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
      waiting[waits++] = address;
      if (waits == BATCH) {
        settle();
      }
    }
    return Row.NEW;
  }

  /** How many addresses occurred under several ids. */
  int sharedAddresses() {
    settle();
    return shared.size();
  }

  boolean hasId(long id) {
    return ids.contains(id);
  }

  boolean hasAddress(long address) {
    settle();
    return (idIsAddress ? ids : addresses).contains(address);
  }

  private void settle() {
    for (int i = 0; i < waits; i++) {
      if (!addresses.add(waiting[i])) {
        shared.add(waiting[i]);
      }
    }
    waits = 0;
  }
}
