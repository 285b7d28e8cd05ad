package dev.blast.site;

import dev.blast.campaign.Problem;

/** What a pre-flight check found out about a campaign and its stack. */
public sealed interface Finding {

  /** What was looked at, such as {@code timeout}. */
  String subject();

  /** A clause for the operator. */
  String says();

  /** How it came out, for people and JSON. */
  String result();

  /** It fits. */
  record Fits(String subject, String says) implements Finding {
    @Override
    public String result() {
      return "ok";
    }
  }

  /** It may do harm, or may not. */
  record Doubtful(String subject, String says) implements Finding {
    @Override
    public String result() {
      return "doubtful";
    }
  }

  /** It could not be looked at; {@code says} tells why. */
  record Unchecked(String subject, String says) implements Finding {
    @Override
    public String result() {
      return "not checked";
    }
  }

  /** It is surely wrong: the campaign is not scheduled. */
  record Wrong(String subject, String says, Problem problem) implements Finding {
    @Override
    public String result() {
      return "wrong";
    }
  }
}
