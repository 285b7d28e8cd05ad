package dev.blast.campaign;

import java.util.Optional;

/** What keeps a run from reaching everybody with a mistake. Immutable. */
public record Safety(Optional<Canary> canary, Optional<Brake> brake) {

  public static final Safety NONE = new Safety(Optional.empty(), Optional.empty());
}
