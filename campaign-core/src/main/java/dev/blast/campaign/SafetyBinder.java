package dev.blast.campaign;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads canary, brake, and the limits of how a run may end. */
final class SafetyBinder {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,4})?) ?%");

  private SafetyBinder() {}

  static Safety bind(Section top) {
    return new Safety(
        top.block(Layout.CANARY, Layout.CANARY_BLOCK).flatMap(SafetyBinder::canary),
        top.block(Layout.BRAKE, Layout.BRAKE_BLOCK).map(SafetyBinder::brake),
        top.block(Layout.LIMITS, Layout.LIMITS_BLOCK)
            .flatMap(limits -> limits.parsed(Layout.NOT_SENT, Share::parse))
            .orElse(Safety.NOT_SENT));
  }

  private static Optional<Canary> canary(Section section) {
    section.require(Layout.FIRST);
    Optional<Canary.Size> first = section.parsed(Layout.FIRST, SafetyBinder::size);
    Canary.Then then =
        section.choice(Layout.THEN).equals("ask") ? Canary.Then.ASK : Canary.Then.CONTINUE;
    return first.map(
        size ->
            new Canary(size, section.span(Layout.WAIT), section.share(Layout.MAX_REFUSED), then));
  }

  private static Brake brake(Section section) {
    return new Brake(
        section.share(Layout.MAX_ERRORS), section.span(Layout.WINDOW), section.whole(Layout.LEAST));
  }

  private static Optional<Canary.Size> size(String written) {
    String text = written.strip();
    if (NUMBER.matcher(text).matches()) {
      return Optional.of(new Canary.Size.Count(Long.parseLong(text)));
    }
    Matcher percent = PERCENT.matcher(text);
    return percent.matches()
        ? Optional.of(Double.parseDouble(percent.group(1)) / 100)
            .filter(share -> share > 0 && share <= 1)
            .map(Canary.Size.Share::new)
        : Optional.empty();
  }
}
