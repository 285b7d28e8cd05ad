package dev.blast.campaign;

/** What {@code {{coupon}}} stands for. */
public sealed interface Coupon {

  /** The campaign has no coupon; a template that names one is an error. */
  record None() implements Coupon {}

  /** One code for everybody. */
  record Shared(String code) implements Coupon {}

  /** Each recipient's own code, in an audience column; a row without one is invalid. */
  record Column(String name) implements Coupon {}
}
