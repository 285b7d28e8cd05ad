package dev.blast.sender.channel;

import dev.blast.campaign.Answers.Meaning;
import dev.blast.sender.http.Failure;

/** What an answer, or its absence, means. docs/webhook.md has this table; a test compares both. */
enum AnswerClass {
  /** The provider took the message. */
  ACCEPTED,
  /** It will never take this message for this recipient. */
  REFUSED,
  /** Not now. */
  DEFERRED,
  /** It refuses the sender, not this recipient. */
  MISCONFIGURED,
  /** It may have taken the message or not. */
  UNCONFIRMED;

  /**
   * Of a status, where the campaign declares nothing. A 400 stays a refusal: nobody can tell
   * whether the request was malformed for all recipients or for this one.
   */
  static AnswerClass of(int status) {
    return switch (status) {
      case 401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 426, 501, 505 -> MISCONFIGURED;
      case 408, 409, 421, 423, 425, 429 -> DEFERRED;
      default -> ofHundreds(status / 100);
    };
  }

  private static AnswerClass ofHundreds(int hundreds) {
    return switch (hundreds) {
      case 2 -> ACCEPTED;
      case 3 -> MISCONFIGURED;
      case 4 -> REFUSED;
      case 5 -> DEFERRED;
      // An interim answer that nothing followed, or what HTTP does not have.
      default -> UNCONFIRMED;
    };
  }

  static AnswerClass of(Failure failure) {
    return switch (failure) {
      case UNKNOWN_HOST, UNTRUSTED_CERTIFICATE, NO_TLS, NO_HTTP, PROXY_HTTP -> MISCONFIGURED;
      case CONNECT_REFUSED, CONNECT_TIMEOUT, TLS_FAILED, CONNECT_FAILED -> DEFERRED;
      case TIMEOUT, CONNECTION_LOST -> UNCONFIRMED;
    };
  }

  static AnswerClass of(Meaning declared) {
    return switch (declared) {
      case REFUSED -> REFUSED;
      case DEFERRED -> DEFERRED;
      case MISCONFIGURED -> MISCONFIGURED;
    };
  }
}
