package dev.blast.campaign;

import java.util.List;

/** A text with {@code {{column}}} and {@code {{coupon}}} in it. Immutable. */
public interface Template {
  List<String> columns();

  boolean usesCoupon();
}
