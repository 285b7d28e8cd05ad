package dev.blast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class SampleAudienceTest {

  @Test
  void everyRowHasTheHeadersColumnsAndAnIdOfItsOwn() throws IOException {
    try (var parser =
        CSVFormat.DEFAULT.parse(new StringReader(text(SampleAudience.flawless(5_000, 1))))) {
      List<CSVRecord> records = parser.getRecords();
      assertThat(records).hasSize(5_001).allMatch(record -> record.size() == 6);
      assertThat(records.stream().map(record -> record.get(0)).distinct()).hasSize(5_001);
    }
  }

  @Test
  void theSameSeedMakesTheSameBytes() throws IOException {
    String once = text(SampleAudience.flawless(100, 7));
    assertThat(text(SampleAudience.flawless(100, 7))).isEqualTo(once);
    assertThat(text(SampleAudience.flawless(100, 8))).isNotEqualTo(once);
  }

  @Test
  void flawsComeInTurn() throws IOException {
    List<String> lines = text(new SampleAudience(9, 1, 2)).lines().toList();
    assertThat(lines.get(3)).startsWith("10000001,customer.10000001@");
    assertThat(lines.get(5).split(",")).hasSizeLessThan(7);
    assertThat(lines.get(7)).startsWith("10000006,customer.10000006@mail.example,\"");
    assertThat(lines.get(9)).startsWith("10000008,,");
  }

  private static String text(SampleAudience audience) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    audience.writeTo(out);
    return out.toString(UTF_8);
  }
}
