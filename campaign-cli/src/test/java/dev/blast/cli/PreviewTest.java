package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience:
        path: people.csv
        columns: { id: id, address: email }
        filter: { active: "yes" }
        suppress: [ { path: never.csv, column: email } ]
      message:
        channel: { type: webhook, url: "https://mail.example", headers: { X-Key: "${env:NOT_SET_HERE}" } }
        subject: "For {{name|you}}"
        body: "Dear {{name|friend}}, take {{coupon}}."
      coupon: { column: code }
      """;

  /** One row of each kind; line numbers are row numbers and one. */
  private static final String PEOPLE =
      """
      id,email,name,code,active
      a1,,Ann,C1,yes
      b2,bob@example.com,Bob,C2,yes
      c3,li@example.com,李小龙 🎁,C3,yes
      d4,layla@example.com,"ليلى ""L"", {{name}}",C4,yes
      b2,bob@example.com,Bob again,C5,yes
      e6,Never@example.com,Eve,C6,yes
      f7,fay@example.com,Fay,C7,no
      g8,gus@example.com,Gus,,yes
      h9,hal@example.com,,C9,yes
      """;

  @TempDir private Path folder;
  private Operator operator;
  private Path campaign;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    operator.writes("people.csv", PEOPLE);
    operator.writes("never.csv", "email\nnever@EXAMPLE.com\n");
    campaign = operator.writes("spring.yaml", CAMPAIGN);
  }

  @Test
  void theFirstRecipientIsShownNotTheFirstRow() throws IOException {
    Answer answer = operator.types("preview", campaign).done();
    assertThat(answer.out().lines())
        .containsExactly(
            "To       b2 at bob@example.com", "Subject  For Bob", "", "Dear Bob, take C2.");
    assertThat(operator.files()).containsExactly("never.csv", "people.csv", "spring.yaml");
  }

  @Test
  void aRowIsFoundByItsNumberAndByItsId() {
    assertThat(operator.types("preview", campaign, "--row", 3).done().out())
        .contains("To       c3 at li@example.com", "Dear 李小龙 🎁, take C3.");
    assertThat(operator.types("preview", campaign, "--id", "h9").done().out())
        .contains("Subject  For you", "Dear friend, take C9.");
  }

  @Test
  void jsonHasTheWholeMessageAndValuesAreNoTemplates() {
    JsonNode facts = operator.types("preview", campaign, "--id", "d4", "--json").done().json();
    assertThat(facts.get("line").asLong()).isEqualTo(5);
    assertThat(facts.get("id").asText()).isEqualTo("d4");
    assertThat(facts.get("address").asText()).isEqualTo("layla@example.com");
    assertThat(facts.get("subject").asText()).isEqualTo("For ليلى \"L\", {{name}}");
    assertThat(facts.get("body").asText()).isEqualTo("Dear ليلى \"L\", {{name}}, take C4.");
    assertThat(facts.get("coupon").asText()).isEqualTo("C4");
  }

  @Test
  void aRowThatGetsNoMessageIsNamedWithTheReason() {
    assertThat(excluded(1)).contains("line 2", "invalid", "the address is empty");
    assertThat(excluded(5)).contains("line 6", "duplicate", "occurred before");
    assertThat(excluded(6)).contains("line 7", "suppressed");
    assertThat(excluded(7)).contains("line 8", "filtered", "active");
    assertThat(excluded(8)).contains("line 9", "invalid", "no coupon code");
    assertThat(operator.types("preview", campaign, "--id", "f7").refused().err())
        .contains("line 8", "filtered");
  }

  private String excluded(int row) {
    return operator.types("preview", campaign, "--row", row, "--json").refused().err();
  }

  @Test
  void aRowThatIsNotThereIsSaidSo() {
    assertThat(operator.types("preview", campaign, "--row", 10).refused().err())
        .contains("has no row 10");
    assertThat(operator.types("preview", campaign, "--id", "nobody").refused().err())
        .contains("has no recipient nobody");
  }

  @Test
  void rowsCountFromOne() {
    assertThat(operator.types("preview", campaign, "--row", 0).refused().err())
        .doesNotContain("take a smaller one");
    assertThat(operator.types("preview", campaign, "--row", -1).refused().err())
        .doesNotContain("take a smaller one");
  }

  @Test
  void anAudienceWithoutRecipientsIsSaidSo() throws IOException {
    operator.writes("people.csv", "id,email,name,code,active\na1,,Ann,C1,yes\n");
    assertThat(operator.types("preview", campaign).refused().err())
        .contains("people.csv has no recipient", "blast stage");
  }

  @Test
  void anAudienceThatCannotBeUsedIsRefused() throws IOException {
    operator.writes("people.csv", "id,mail,name\na1,a@example.com,Ann\n");
    assertThat(operator.types("preview", campaign).refused().err())
        .contains("'email'", "'code'", "'active'", "3 problems");
  }
}
