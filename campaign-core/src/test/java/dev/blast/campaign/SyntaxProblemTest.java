package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxProblemTest {

  @Test
  void aTabIsNamed() {
    yields(
        "audience:\n\tpath: x\n",
        "c.yaml:2:1: found a tab, expected spaces before a key; replace the tab by spaces");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", "# only a comment\n", "---\n", "null\n"})
  void aFileWithNothingInItIsNamed(String text) {
    yields(
        text,
        "c.yaml:1:1: found a file without a campaign, expected at least id, audience and message;"
            + " write a campaign, or start from one of campaign-samples");
  }

  @Test
  void brokenYamlIsShownWhereItBreaks() {
    yields(
        "id: a\nname: \"unclosed\naudience: x\n",
        "c.yaml:4:1: found the end of the file, expected a closing quote; close the quotes, or"
            + " write \\\\ for a backslash inside double quotes");
    yields(
        "id: a\nname: Hello: world\n",
        "c.yaml:2:12: found \": world\", expected no second colon here; put the value in quotes if"
            + " it holds a colon, and align the keys");
    yields(
        "id: a\naudience: { path: a\nmessage: x\n",
        "c.yaml:3:8: found \": x\", expected a comma or a closing }; close the bracket that is"
            + " open, or put the value before this place in quotes");
    yields(
        "id: a\nname: @x\n",
        "c.yaml:2:7: found \"@x\", expected a text or a key; put the value in quotes");
    yields(
        "id: a\nname: \"a \\q b\"\n",
        "c.yaml:2:11: found 'q b\"', expected a text in quotes; close the quotes, or write \\\\ for"
            + " a backslash inside double quotes");
  }

  @Test
  void brokenJsonIsShownWhereItBreaks() {
    yieldsJson(
        "{ \"id\": \"a\" \"name\": 1 }",
        "c.json:1:13: found '\"name\": 1 }', expected a comma, or the end of the block; correct it"
            + " there");
    yieldsJson(
        "{ id: 1 }",
        "c.json:1:3: found \"id: 1 }\", expected a key in double quotes; correct it there");
    yieldsJson(
        "{ \"id\": \"a\",\n",
        "c.json:2:1: found the end of the file, expected the closing bracket or quote of what is"
            + " open; correct it there");
    yieldsJson(
        "{ \"id\": tru }",
        "c.json:1:9: found \"tru }\", expected a value: a text in double quotes, a number, true,"
            + " false, [ or {; correct it there");
  }

  @Test
  void whatNoParserTakesIsNamed() {
    yields(
        "id: 🎉\nname: \u0007x\n",
        "c.yaml:2:7: found the control character U+0007, expected text that can be printed; remove"
            + " it");
    String tooDeep =
        ":1:1: found blocks nested too deeply, expected a campaign as docs/campaign-file.md"
            + " describes it; close the brackets that are open";
    yields("[".repeat(2000), "c.yaml" + tooDeep);
    yieldsJson("[".repeat(2000), "c.json" + tooDeep);
  }

  @Test
  void referencesAreRefused() {
    assertThat(CampaignText.problems("id: &x a\nname: *x\nmessage: !!str x\n"))
        .contains(
            "c.yaml:1:5: found an anchor, expected values written out where they apply; remove it"
                + " and repeat the values",
            "c.yaml:2:7: found an alias, *x, expected values written out where they apply; remove"
                + " it and repeat the values",
            "c.yaml:3:10: found a tag, !!str, expected values written out where they apply; remove"
                + " it; quote the value if it is a text");
  }

  @Test
  void aSecondDocumentIsRefused() {
    yields(
        CampaignText.SMALL + "---\nid: b\n",
        "c.yaml:9:1: found a second document, expected one campaign in a file; put it into a file"
            + " of its own");
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() {
    yields(
        CampaignText.SMALL + "id: b\n",
        "c.yaml:8:1: found the key \"id\" again, expected each key once; it is on line 1 already;"
            + " remove one of the two");
  }

  @Test
  void positionsCountCharactersAsEditorsShowThem() {
    yields(
        "\uFEFF# 🎉🎉\r\n" + CampaignText.smallWith("body", "  body: 🎉 {{a}} {{"),
        "c.yaml:8:17: found \"{{\" without a closing }}, expected }} on the same line, before the"
            + " next {{; close it, as in {{first_name}}, or write \\{{ for the braces themselves");
  }

  @Property(tries = 200)
  void aFlawIsFoundWhereItStandsInEveryStyleOfText(
      @ForAll @IntRange(max = 5) int good, @ForAll @IntRange(max = 5) int lines) {
    String before = "x\n    ".repeat(lines) + "{{a}} é ".repeat(good);
    String block = CampaignText.smallWith("body", "  body: |\n    " + before + "{{");
    String quoted = CampaignText.smallWith("body", "  body: \"" + before + "{{\"");
    int column = 8 * good + 1;
    assertThat(CampaignText.problems(block))
        .singleElement()
        .asString()
        .startsWith("c.yaml:%d:%d: ".formatted(8 + lines, column + 4));
    assertThat(CampaignText.problems(quoted))
        .singleElement()
        .asString()
        .startsWith("c.yaml:%d:%d: ".formatted(7 + lines, column + (lines == 0 ? 9 : 4)));
  }

  @Property(tries = 500)
  void noTextMakesTheReaderThrow(@ForAll String text, @ForAll @IntRange(max = 300) int cut) {
    CampaignText.problems(text);
    CampaignText.problems("c.json", text);
    String full = CampaignText.FULL;
    CampaignText.problems(full.substring(0, Math.min(3 * cut, full.length())) + text);
  }

  private static void yields(String yaml, String problem) {
    assertThat(CampaignText.problems(yaml)).containsExactly(problem);
  }

  private static void yieldsJson(String json, String problem) {
    assertThat(CampaignText.problems("c.json", json)).containsExactly(problem);
  }
}
