package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RenderingTest {

  @Test
  void subjectBodyAndCouponAreRenderedFromTheCampaignsColumns() {
    Campaign campaign = CampaignText.campaign(CampaignText.FULL);
    assertThat(campaign.columns()).containsExactly("first_name", "coupon_code");
    assertThat(Rendering.of(campaign).render(List.of("", "C-7")))
        .isEqualTo(new Rendering.Rendered("Good morning there", "Your code is C-7, ", "C-7"));
  }

  @Test
  void aCampaignWithoutACouponHasNoCouponText() {
    assertThat(Rendering.of(CampaignText.campaign(CampaignText.SMALL)).render(List.of("Ann")))
        .isEqualTo(new Rendering.Rendered("", "Hello Ann", ""));
  }

  @Test
  void aRowOfAnotherWidthIsRefused() {
    Rendering rendering = Rendering.of(CampaignText.campaign(CampaignText.SMALL));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rendering.render(List.of("Ann", "Lee")))
        .withMessage("expected 1 values, one for each column, but got 2");
  }
}
