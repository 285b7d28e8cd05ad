package dev.blast.outcome;

/**
 * Why a recipient stands where it stands.
 *
 * @param code its class, for counting and redriving: lower case words with hyphens, e.g. {@code
 *     http-404}; empty when there is nothing to explain
 * @param detail for people, at most 200 characters; never an address or a secret; may be empty
 */
public record Reason(String code, String detail) {

  public static final Reason NONE = new Reason("", "");

  public Reason {
    detail = detail.length() <= 200 ? detail : cut(detail);
  }

  /** Never through the middle of a surrogate pair: half of one has no encoding. */
  private static String cut(String detail) {
    return detail.substring(0, Character.isHighSurrogate(detail.charAt(199)) ? 199 : 200);
  }

  public static Reason of(String code) {
    return new Reason(code, "");
  }

  /** This one, with an earlier one as its detail; the same when there was none. */
  public Reason after(Reason last) {
    return last.equals(NONE) ? this : new Reason(code, "last answer " + last);
  }

  @Override
  public String toString() {
    return detail.isEmpty() ? code : code + ": " + detail;
  }
}
