package dev.blast.campaign;

/** What to do with a recipient id that occurs again in the audience. */
public enum Duplicates {
  /** Send to the first row, count the others as <em>duplicate</em>. */
  FIRST,
  /** Refuse the audience at staging; nothing is sent. */
  REFUSE
}
