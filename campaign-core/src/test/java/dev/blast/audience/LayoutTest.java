package dev.blast.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {

  @Test
  void namesAreFoundWithoutTheSpacesAroundThem() {
    assertThat(
            new HeaderRow("f.csv", 1, ',', List.of(" id ", "b"))
                .column("id", "x", new ArrayList<>()))
        .hasValue(0);
  }

  @Test
  void aMissingColumnListsTheColumnsThatAreThere() {
    assertThat(problem("customer", List.of("id", "name")))
        .isEqualTo(
            "f.csv:1: found the columns 'id', 'name', expected a column 'customer' (the recipient"
                + " id); name a column of the file in the campaign file, or correct the header");
  }

  @Test
  void aColumnInAnotherCaseIsSuggested() {
    assertThat(problem("Id", List.of("id", "name")))
        .endsWith("write 'id' in the campaign file: case matters");
  }

  @Test
  void aHeaderOfOneFieldWithAnotherDelimiterInItSuggestsTheDelimiter() {
    assertThat(problem("id", List.of("id;name")))
        .isEqualTo(
            "f.csv:1: found the only column 'id;name', expected a column 'id' (the recipient id);"
                + " its fields look separated by ';': say so as the audience's delimiter in the"
                + " campaign file");
    assertThat(problem("id", List.of("id\tname"))).contains("separated by '\\t'");
  }

  @Test
  void aNeededColumnThatIsThereTwiceIsAProblem() {
    assertThat(problem("id", List.of("id", "id ")))
        .isEqualTo(
            "f.csv:1: found more than one column 'id', expected one (the recipient id);"
                + " rename the columns that are not meant");
  }

  private static String problem(String name, List<String> header) {
    List<Problem> problems = new ArrayList<>();
    assertThat(new HeaderRow("f.csv", 1, ',', header).column(name, "the recipient id", problems))
        .isEmpty();
    return problems.getFirst().toString();
  }
}
