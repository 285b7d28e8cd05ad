package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/campaign-file.md says what the reader does. */
class CampaignDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "campaign-file.md");

  @Test
  void theWholeExampleIsACampaignWithEveryKeyAtTheTop() throws IOException {
    String example = blocks("yaml").getFirst();
    assertThat(CampaignText.problems(example)).isEmpty();
    assertThat(Layout.TOP.names())
        .filteredOn(name -> !name.startsWith("$"))
        .allSatisfy(name -> assertThat(example).containsPattern("(?m)^" + name + ":"));
  }

  @Test
  void theProblemsAreShownAsTheyAre() throws IOException {
    assertThat(CampaignText.problems("campaign.yaml", blocks("yaml").getLast()))
        .containsExactlyElementsOf(blocks("text").getFirst().lines().toList());
  }

  @Test
  void everyKeyIsDescribed() throws IOException {
    String document = Files.readString(DOCUMENT);
    assertThat(Layout.BLOCKS.stream().flatMap(block -> block.names().stream()))
        .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
  }

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }
}
