package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.blast.campaign.Template.Flaw;
import dev.blast.campaign.Template.Parsed;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TemplateTest {

  private static final Coupon NONE = new Coupon.None();

  @Test
  void aColumnIsReplacedByItsValue() {
    assertThat(render("Hi {{first_name}}!", List.of("first_name"), List.of("Zoë")))
        .isEqualTo("Hi Zoë!");
  }

  @Test
  void aDefaultStandsInForAnEmptyOrBlankValue() {
    assertThat(render("Hi {{ name | there }}!", List.of("name"), List.of(" \t")))
        .isEqualTo("Hi there!");
    assertThat(render("Hi {{name}}!", List.of("name"), List.of("  "))).isEqualTo("Hi !");
  }

  @Test
  void columnNamesMayHoldBlanksAndAnyScript() {
    assertThat(render("{{ 名 前 }}{{שם}}", List.of("שם", "名 前"), List.of("ב", "花子")))
        .isEqualTo("花子ב");
  }

  @Test
  void whatAValueHoldsIsNeverReadAsATemplate() {
    assertThat(render("{{a}} {{b}}", List.of("a", "b"), List.of("{{b}}", "x")))
        .isEqualTo("{{b}} x");
  }

  @Test
  void aSharedCouponAndAColumnsCouponAreFilledIn() {
    Template template = Template.of("Use {{coupon}}");
    assertThat(template.usesCoupon()).isTrue();
    assertThat(template.columns()).isEmpty();
    assertThat(template.bind(List.of(), new Coupon.Shared("M20")).render(List.of()))
        .isEqualTo("Use M20");
    assertThat(template.bind(List.of("c"), new Coupon.Column("c")).render(List.of("X1")))
        .isEqualTo("Use X1");
  }

  @Test
  void aBackslashMakesBracesLiteralAndTwoMakeOneBackslash() {
    assertThat(render("\\{{a}}", List.of(), List.of())).isEqualTo("{{a}}");
    assertThat(render("\\\\{{a}}", List.of("a"), List.of("x"))).isEqualTo("\\x");
    assertThat(render("C:\\dir {\"a\":{}} }}", List.of(), List.of()))
        .isEqualTo("C:\\dir {\"a\":{}} }}");
  }

  @Test
  void columnsAreDistinctInTheOrderOfTheirFirstMention() {
    assertThat(Template.of("{{b}}{{a|x}}{{ b }}").columns()).containsExactly("b", "a");
  }

  @Test
  void allFlawsAreReportedWithTheirOffsets() {
    assertThat(Template.parse("a {{b\n{{}} {{{c}}} {{coupon|x}} {{d"))
        .isEqualTo(
            new Parsed.Flawed(
                List.of(
                    unclosed(2, "\"{{b…\""),
                    new Flaw(
                        6,
                        "\"{{}}\"",
                        "the name of an audience column, or coupon, between {{ and }}",
                        "write the column's name, as in {{first_name}} or {{first_name|there}}"),
                    new Flaw(
                        11,
                        "\"{{{c}}\"",
                        "a column name without braces",
                        "use two braces on each side, as in {{first_name}}"),
                    new Flaw(
                        19,
                        "\"{{coupon|x}}\"",
                        "{{coupon}} without a default: a recipient without a coupon is never sent"
                            + " to",
                        "write {{coupon}}"),
                    unclosed(32, "\"{{d\""))));
  }

  @Test
  void bindingToRowsWithoutTheColumnIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Template.of("{{a}}").bind(List.of("b"), NONE))
        .withMessage("no column a among [b]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Template.of("{{coupon}}").bind(List.of(), NONE))
        .withMessage("the campaign has no coupon: {{coupon}}");
  }

  @Property
  void aQuotedTextRendersToItself(@ForAll("bracedTexts") String text) {
    assertThat(render(Template.quote(text), List.of(), List.of())).isEqualTo(text);
  }

  @Property
  void renderingPutsValuesBetweenTheLiterals(
      @ForAll("bracedTexts") String before,
      @ForAll("bracedTexts") String after,
      @ForAll String value) {
    String written = Template.quote(before + " ") + "{{a|-}}" + Template.quote(" " + after);
    assertThat(render(written, List.of("a"), List.of(value)))
        .isEqualTo(before + " " + (value.isBlank() ? "-" : value) + " " + after);
  }

  @Property
  void anyTextParsesOrTellsAFlawThatStartsWithBraces(@ForAll("bracedTexts") String text) {
    switch (Template.parse(text)) {
      case Parsed.Valid(Template template) -> assertThat(template).hasToString(text);
      case Parsed.Flawed(List<Flaw> flaws) ->
          assertThat(flaws)
              .isNotEmpty()
              .allSatisfy(flaw -> assertThat(text.substring(flaw.offset())).startsWith("{{"));
    }
  }

  @Provide
  Arbitrary<String> bracedTexts() {
    return Arbitraries.strings()
        .withChars('{', '}', '\\', '|', 'a', ' ', '\n', 'é')
        .ofMaxLength(12);
  }

  private static String render(String template, List<String> columns, List<String> values) {
    return Template.of(template).bind(columns, NONE).render(values);
  }

  private static Flaw unclosed(int offset, String shown) {
    return new Flaw(
        offset,
        shown + " without a closing }}",
        "}} on the same line, before the next {{",
        "close it, as in {{first_name}}, or write \\{{ for the braces themselves");
  }
}
