package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Anna\r\nBcc: all@example.com",
        "Anna\nBcc: all@example.com",
        "Anna\rBcc: all@example.com",
        "Anna\t\u0000\u001fBcc: all@example.com",
        "Anna\u0085Bcc: all@example.com",
        "Anna\u2028\u2029Bcc: all@example.com",
        "\nAnna\u007fBcc: all@example.com\r\n"
      })
  void noLineBreakNorControlCharacterOfAValueReachesASubject(String name) {
    Rendering rendering = Rendering.of(withSubject("'Hi {{first_name}}'"));
    assertThat(rendering.render(List.of(name)).subject())
        .isEqualTo("Hi " + (name.startsWith("\n") ? " " : "") + "Anna Bcc: all@example.com");
    assertThat(rendering.render(List.of(name)).body()).isEqualTo("Hello " + name);
  }

  @Test
  void theEndsOfASubjectGetNoBlankForALineBreak() {
    Rendering rendering = Rendering.of(withSubject("'{{first_name}}'"));
    assertThat(rendering.render(List.of("Bert\n")).subject()).isEqualTo("Bert");
    assertThat(rendering.render(List.of("\r\n\r\nBert")).subject()).isEqualTo("Bert");
    assertThat(rendering.render(List.of("\u00a0Zoë 🎉 ")).subject()).isEqualTo("\u00a0Zoë 🎉 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\\nb\"", "\"a\\r\\nb\"", "\"a\\L b\"", "\"a\\0b\"", "\"a\\tb\""})
  void aSubjectTemplateWithALineBreakOrAControlCharacterIsAProblem(String subject) {
    assertThat(CampaignText.problems(text(subject)))
        .singleElement()
        .asString()
        .startsWith("c.yaml:8:12: found a ")
        .contains(" in message.subject, expected a subject on one line; ");
  }

  @Test
  void aSubjectInABlockEndsInALineBreakUnlessToldOtherwise() {
    assertThat(CampaignText.problems(text("|\n    Hello")))
        .containsExactly(
            "c.yaml:8:12: found a line break in message.subject, expected a subject on one line;"
                + " write it on one line; after > or | a line break ends the text: write >- or |-");
    assertThat(CampaignText.problems(text(">-\n    Hello\n    you"))).isEmpty();
  }

  @Test
  void aCampaignThatARunFrozeWithALineBreakGoesOnAndSendsNone() {
    String yaml = text("\"a\\nb {{first_name}}\"");
    CampaignReader.Reading frozen = CampaignReader.readFrozen(new Origin("c.yaml"), yaml);
    assertThat(frozen).isInstanceOf(CampaignReader.Reading.Read.class);
    Campaign campaign = ((CampaignReader.Reading.Read) frozen).file().campaign();
    assertThat(Rendering.of(campaign).render(List.of("Ann")).subject()).isEqualTo("a b Ann");
  }

  private static Campaign withSubject(String subject) {
    return CampaignText.campaign(text(subject));
  }

  private static String text(String subject) {
    return CampaignText.SMALL.replace("{{first_name|there}}", "{{first_name}}")
        + "  subject: "
        + subject
        + "\n";
  }
}
