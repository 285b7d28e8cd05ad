package dev.blast.campaign;

import java.util.OptionalLong;

/**
 * What an audience must be like to be sent to at all: beyond this, it is taken for a mistake.
 *
 * @param invalid the share of its rows that may be invalid
 * @param least recipients, 0 or more
 * @param most recipients, at least {@code least}; empty for any number
 */
public record AudienceLimits(Share invalid, long least, OptionalLong most) {

  /** Those of a campaign that names none. */
  public static final AudienceLimits STANDARD =
      new AudienceLimits(Share.percent(1), 1, OptionalLong.empty());

  /** For looking at an audience: whatever is in it. */
  public static final AudienceLimits NONE =
      new AudienceLimits(Share.percent(100), 0, OptionalLong.empty());
}
