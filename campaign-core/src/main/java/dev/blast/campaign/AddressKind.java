package dev.blast.campaign;

/** What the addresses of an audience are, and so how they are checked. */
public enum AddressKind {
  /** An email address, by the syntax of RFC 5322. */
  EMAIL,
  /** A telephone number, sent to in the form of E.164. */
  PHONE,
  /** Whatever the provider takes. */
  ANY
}
