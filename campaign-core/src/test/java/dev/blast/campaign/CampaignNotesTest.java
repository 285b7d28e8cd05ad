package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignNotesTest {

  private static final List<String> HEADER = List.of("customer_id", "email", "Vorname", "link");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name}",
        "{ first_name }",
        "[NAME]",
        "[First Name]",
        "%name%",
        "<name>",
        "@name@",
        "*|FNAME|*",
        "[[name]]",
        "${name}",
        "#{name}",
        "%%first_name%%",
        "<%= name %>",
        "{% name %}",
        "{Vorname}",
        "[VORNAME]",
        "%vorname%",
        "<vorname>",
        "@Vorname@",
        "{email}",
        "[CUSTOMER_ID]",
        "{link}",
        "[FIRST_NAME]"
      })
  void placeholdersOfOtherProgramsAreNotedWithTheirPlace(String written) {
    assertThat(notes("Dear " + written + ", good morning " + written, HEADER))
        .singleElement()
        .asString()
        .startsWith("c.yaml:7:15: \"" + written + "\" is sent as it stands: for the value of a")
        .contains(" column write {{");
  }

  @ParameterizedTest
  @CsvSource({"{VORNAME}, Vorname", "[[e-mail]], email", "%%customer id%%, customer_id"})
  void theColumnThatWasMeantIsNamedAsTheHeaderHasIt(String written, String column) {
    assertThat(notes(written, HEADER))
        .singleElement()
        .asString()
        .endsWith("for the value of a column write {{" + column + "}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hi name}}, welcome", "{{first_name}} }}", "Hi {name}}"})
  void closingBracesThatCloseNothingAreNoted(String text) {
    assertThat(notes(text, List.of()))
        .singleElement()
        .asString()
        .contains("}} closes nothing and is sent as it stands");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{first_name}} and {{ first_name | there }}",
        "50% off, 20% more: 100% for you",
        "[SALE] from Monday [1] to Friday",
        "see [email](https://shop.example/mail) or write to anna@example.com",
        "<p>Hello <b>you</b>, <a href='https://shop.example/a%20name%20b'>here</a></p>",
        "<table><tr><td><title><address><code><link><label><center>",
        "@media (max-width: 600px) { .a { width: 100% } .b{color:red}}",
        "@media print{a{b:c}}",
        "if (a) { return } { width } [a] [0] {0} ${2} #5 @home @name",
        "the set {x, y} costs 5$ {not a placeholder at all, really}",
        "\\\\{{first_name}} is how you write it",
        "a < name > b || name@shop.example@work"
      })
  void normalTextsHtmlAndStyleSheetsHaveNoNote(String text) {
    assertThat(notes(text, List.of("customer_id", "email", "title", "address", "code"))).isEmpty();
  }

  @Test
  void aColumnThatOnlyTheAudienceTellsIsNotedOnceItWasRead() {
    assertThat(notes("Hallo {Vorname}", List.of())).isEmpty();
    assertThat(notes("Hallo {Vorname}", HEADER)).hasSize(1);
  }

  @Test
  void eachPlaceIsThatOfTheFirstOneInTheFile() {
    CampaignFile file =
        CampaignText.file(
            """
            id: small
            audience: { path: people.csv, columns: { id: id, address: email } }
            message:
              channel: { type: webhook, url: "https://mail.example" }
              subject: "Hi {name}"
              body: |
                Good morning,
                Dear *|NAME|*, [[name]], ${name}
                and {name} again, {name}}
            """);
    assertThat(CampaignNotes.of(file, "c.yaml"))
        .containsExactly(
            "c.yaml:5:16: \"{name}\" is sent as it stands: for the value of a column write"
                + " {{column}}",
            "c.yaml:8:10: \"*|NAME|*\" is sent as it stands: for the value of a column write"
                + " {{column}}",
            "c.yaml:8:20: \"[[name]]\" is sent as it stands: for the value of a column write"
                + " {{column}}",
            "c.yaml:8:30: \"${name}\" is sent as it stands: for the value of a column write"
                + " {{column}}",
            "c.yaml:9:9: \"{name}\" is sent as it stands: for the value of a column write"
                + " {{column}}",
            "c.yaml:9:28: }} closes nothing and is sent as it stands: a placeholder opens with {{");
  }

  @Test
  void aValueThatYamlCutAtAHashIsNotedWithWhatItReads() {
    CampaignFile file =
        CampaignText.file(
            """
            id: small
            name: Winner #1
            audience:
              path: people.csv   # the list
              columns: { id: id, address: email }
              filter:
                segment: gold #2
            message:
              channel: { type: webhook, url: "https://mail.example" }
              subject: You are winner #1 today, {{name}}
              body: Use {{coupon}}, or SAVE #20 until Sunday
            coupon:
              code: NEW #20
            """);
    assertThat(CampaignNotes.of(file, "c.yaml"))
        .containsExactly(
            "c.yaml:2:7: name reads \"Winner\": YAML takes \"#1\" for a comment; quote the value if"
                + " that belongs to it",
            "c.yaml:10:12: message.subject reads \"You are winner\": YAML takes \"#1 today,"
                + " {{name}}\" for a comment; quote the value if that belongs to it",
            "c.yaml:11:9: message.body reads \"Use {{coupon}}, or SAVE\": YAML takes \"#20 until"
                + " Sunday\" for a comment; quote the value if that belongs to it",
            "c.yaml:13:9: coupon.code reads \"NEW\": YAML takes \"#20\" for a comment; quote the"
                + " value if that belongs to it",
            "c.yaml:7:14: audience.filter.segment reads \"gold\": YAML takes \"#2\" for a comment;"
                + " quote the value if that belongs to it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  body: Hello   # the text",
        "  body: 'You are #1'",
        "  body: \"You are #1\"",
        "  body: You#1",
        "  body: |\n    You are #1",
        "  body: 'Hello' #note"
      })
  void commentsAndQuotedValuesAreNoCut(String line) {
    assertThat(CampaignNotes.of(CampaignText.file(CampaignText.smallWith("body", line)), "c.yaml"))
        .containsExactly("the demo channel reaches nobody");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Etc/GMT+2 | is 2 hours behind UTC (west of Greenwich) | UTC+2 is Etc/GMT-2",
        "Etc/GMT-1 | is 1 hour ahead of UTC (east of Greenwich) | UTC-1 is Etc/GMT+1",
      })
  void aZoneWhoseSignRunsTheOtherWayIsNoted(String zone, String where, String meant) {
    CampaignFile file =
        CampaignText.file(
            CampaignText.SMALL + "schedule: { cron: '0 8 * * ? *', zone: " + zone + " }\n");
    assertThat(CampaignNotes.of(file, "c.yaml"))
        .contains("the zone " + zone + " " + where + ": its sign runs the other way; " + meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Etc/GMT", "Etc/UTC", "Etc/GMT0", "Europe/Berlin", "UTC"})
  void otherZonesAreNot(String zone) {
    CampaignFile file =
        CampaignText.file(
            CampaignText.SMALL + "schedule: { cron: '0 8 * * ? *', zone: " + zone + " }\n");
    assertThat(CampaignNotes.of(file, "c.yaml")).containsExactly("the demo channel reaches nobody");
  }

  @Test
  void thePlaceOfAColumnIsThatOfItsFirstPlaceholder() {
    CampaignFile file =
        CampaignText.file(
            CampaignText.smallWith("body", "  body: '\\{{x}} {{ a }} {{ first name | you }}'"));
    assertThat(CampaignNotes.placeOf("first name", file, "c.yaml")).hasValue("c.yaml:7:25");
    assertThat(CampaignNotes.placeOf("b", file, "c.yaml")).isEmpty();
  }

  private static List<String> notes(String body, List<String> header) {
    String line = "  body: \"" + body.replace("\\", "\\\\") + "\"";
    CampaignFile file =
        CampaignText.file(
            CampaignText.smallWith("body", line)
                .replace("type: demo", "type: webhook, url: \"https://mail.example\""));
    return CampaignNotes.of(file, "c.yaml", header);
  }
}
