package dev.blast.campaign;

import java.util.List;

/** Stub, replaced by the reader's author. */
public final class Rendering {
  public record Rendered(String subject, String body, String coupon) {}

  public static Rendering of(Campaign campaign) {
    return new Rendering();
  }

  public Rendered render(List<String> values) {
    return new Rendered("", "", "");
  }
}
