package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignReader.Reading;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

  @ParameterizedTest
  @CsvSource({
    "people.csv, s3://bucket/spring/2026/people.csv",
    "lists/a b%20c.csv, s3://bucket/spring/2026/lists/a b%20c.csv",
    "./people.csv, s3://bucket/spring/2026/people.csv",
    "../people.csv, s3://bucket/spring/people.csv",
    "../../../../people.csv, s3://bucket/people.csv",
    "/people.csv, s3://bucket/people.csv",
    "s3://other/people.csv, s3://other/people.csv",
  })
  void aPathOfACampaignInAStoreIsBesideIt(String path, String expected) {
    assertThat(new Origin("s3://bucket/spring/2026/campaign.yaml").resolve(path))
        .isEqualTo(expected);
  }

  @Test
  void aKeyWithoutFoldersHasItsNeighboursInTheBucket() {
    assertThat(new Origin("s3://bucket/campaign.yaml").resolve("people.csv"))
        .isEqualTo("s3://bucket/people.csv");
  }

  @ParameterizedTest
  @CsvSource({
    "people.csv, /ops/spring/people.csv",
    "../people.csv, /ops/people.csv",
    "/data/people.csv, /data/people.csv",
    "s3://other/people.csv, s3://other/people.csv",
  })
  void aPathOfACampaignOnDiskIsInItsFolder(String path, String expected) {
    assertThat(Origin.of(Path.of("/ops/x/../spring/c.yaml")).resolve(path)).isEqualTo(expected);
  }

  @Test
  void aCampaignIsReadWithoutADisk() {
    Origin origin = new Origin("s3://bucket/c.yaml");
    assertThat(CampaignReader.read(origin, CampaignText.SMALL))
        .isInstanceOfSatisfying(
            Reading.Read.class, read -> assertThat(read.file().origin()).isEqualTo(origin));
    assertThat(CampaignReader.read(origin, "id: ["))
        .isInstanceOfSatisfying(
            Reading.Rejected.class,
            rejected ->
                assertThat(rejected.problems().getFirst().toString())
                    .startsWith("s3://bucket/c.yaml:"));
    assertThat(new Origin("s3://bucket/c.json").isJson()).isTrue();
  }
}
