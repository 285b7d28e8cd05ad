package dev.blast.campaign;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blast.campaign.CampaignReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another file in place of a campaign file or of settings. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class WrongFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id,email\ni1,a@example.com\n",
        "id;email;name\ni1;a@example.com;Ann\n",
        "id\temail\ni1\ta@example.com\n",
        "Kunde|E-Mail\n7|ä@example.com\n",
        "id,email\n",
        "\uFEFFid,email\r\ni1,a@example.com\r\n",
        "\"id\",\"email\"\n\"i1\",\"a: b@example.com\"\n",
      })
  void aTableLooksLikeTheAudience(String text) throws IOException {
    Problem problem = only(Files.writeString(folder.resolve("people.txt"), text));
    assertThat(problem.found()).startsWith("rows with columns separated by ");
    assertThat(problem.expected()).isEqualTo("a campaign file: YAML or JSON, at most 1 MiB");
    assertThat(problem.remedy())
        .isEqualTo(
            "this is no campaign file, and looks like the audience; give the campaign file that"
                + " names it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"people.csv", "People.CSV", "people.tsv", "people.xlsx"})
  void aFileWithTheNameOfATableDoesToo(String name) throws IOException {
    Problem problem = only(Files.writeString(folder.resolve(name), "id\ni1\ni2\n"));
    assertThat(problem.found()).isEqualTo("a table");
    assertThat(problem.remedy()).contains("looks like the audience");
  }

  @Test
  void aCompressedTableDoesToo() throws IOException {
    Problem problem =
        only(Files.write(folder.resolve("people.csv.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0}));
    assertThat(problem.found()).isEqualTo("a compressed file");
    assertThat(problem.remedy()).contains("looks like the audience");
  }

  @Test
  void aCampaignWithMistakesIsStillACampaign() throws IOException {
    Path file =
        Files.writeString(folder.resolve("spring.yaml"), "id: a,b\nname: c,d\naudience: e,f\n");
    assertThat(problems(file)).allSatisfy(each -> assertThat(each.line()).isPositive());
  }

  @Test
  void anEmptyFileIsNone() throws IOException {
    assertThat(only(Files.createFile(folder.resolve("empty.yaml"))).toString())
        .endsWith(
            "empty.yaml: found an empty file, expected a campaign file: YAML or JSON, at most 1"
                + " MiB; this is no campaign file; check the path, or start from one of"
                + " campaign-samples");
    assertThat(only(Files.writeString(folder.resolve("blank.yaml"), " \n\n")).found())
        .isEqualTo("a file of nothing but blanks");
  }

  @Test
  void binaryFilesAreNamed() throws IOException {
    assertThat(found(new byte[] {1, 2, 0, 4})).isEqualTo("a binary file");
    assertThat(found(new byte[] {'P', 'K', 3, 4})).isEqualTo("a ZIP archive or an Excel workbook");
    assertThat(found("\uFEFFid: spring".getBytes(UTF_16LE))).isEqualTo("text in UTF-16");
  }

  @Test
  void whatIsTooLargeIsNotReadToItsEnd() throws IOException {
    byte[] line = "a".repeat(WrittenFile.LIMIT + 1).getBytes(UTF_8);
    assertThat(found(line)).isEqualTo("a file of 1,048,577 bytes");
    Path table =
        Files.writeString(folder.resolve("t.txt"), "id,email\n" + "i,a@b.example\n".repeat(90_000));
    assertThat(only(table).remedy()).contains("looks like the audience");
  }

  @Test
  void theLimitItselfIsRead() throws IOException {
    String comment = "\n# " + "x".repeat(WrittenFile.LIMIT);
    String text = (CampaignText.SMALL + comment).substring(0, WrittenFile.LIMIT);
    Path file = Files.writeString(folder.resolve("large.yaml"), text);
    assertThat(CampaignReader.read(file)).isInstanceOf(Reading.Read.class);
  }

  @Test
  void devicesAndPipesAreNotOpened() throws Exception {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.exists(zero));
    String expected = "a pipe or a device, which is no file";
    assertThat(only(zero).found()).isEqualTo(expected);
    Path link = Files.createSymbolicLink(folder.resolve("c.yaml"), zero);
    assertThat(only(link).found()).isEqualTo(expected);
    Files.delete(link);
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    assertThat(only(pipe).found()).isEqualTo(expected);
  }

  @Test
  void settingsAreGuardedAlike() throws IOException {
    Path settings = folder.resolve("settings.yaml");
    assertThat(SettingsReader.read(settings)).isInstanceOf(SettingsReader.Reading.Read.class);
    Files.writeString(settings, "#" + "x".repeat(WrittenFile.LIMIT));
    assertThat(ofSettings(settings))
        .isEqualTo(
            settings
                + ": found a file of 1,048,577 bytes, expected settings: text in UTF-8, at most 1"
                + " MiB; write the settings, or remove it");
    Files.delete(settings);
    Files.createDirectory(settings);
    assertThat(ofSettings(settings)).contains("found a folder");
    Files.delete(settings);
    Files.createSymbolicLink(settings, Path.of("/dev/zero"));
    assumeTrue(Files.exists(settings));
    assertThat(ofSettings(settings)).contains("a pipe or a device");
    Files.delete(settings);
  }

  private static String ofSettings(Path file) {
    return SettingsReader.read(file) instanceof SettingsReader.Reading.Rejected(var problems)
        ? problems.getFirst().toString()
        : "";
  }

  private String found(byte[] content) throws IOException {
    Problem problem = only(Files.write(folder.resolve("some.yaml"), content));
    assertThat(problem.remedy()).startsWith("this is no campaign file; ");
    return problem.found();
  }

  private static Problem only(Path file) {
    List<Problem> problems = problems(file);
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private static List<Problem> problems(Path file) {
    return CampaignReader.read(file) instanceof Reading.Rejected(List<Problem> problems)
        ? problems
        : List.of();
  }
}
