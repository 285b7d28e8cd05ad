package dev.blast.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.LocalFile;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Problem;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import dev.blast.queue.Recipient;
import dev.blast.stage.Staging.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {

  @TempDir Path folder;

  private final List<String> rejected = new ArrayList<>();
  private final Rejects rejects =
      (line, exclusion, reason, text) ->
          rejected.add(line + " " + exclusion.word() + " " + reason + " <" + text + ">");

  @Test
  void everyRowIsCountedOnce() throws IOException {
    write(
        "audience.csv",
        """
        id,email,name
        1,a@x,Ann
        ,b@x,Bob
        3,,Cem
        4,d@x
        5,e@x,Eva,more

        1,f@x,Fay
        7,"g@x,Gus
        8,h@x,Hal
        """);
    Answer.Staged staged = staged(CampaignFixture.plain());
    assertThat(staged.manifest().counts().rows()).isEqualTo(8);
    assertThat(staged.manifest().counts().recipients()).isEqualTo(2);
    assertThat(staged.manifest().counts().excluded(Exclusion.INVALID)).isEqualTo(5);
    assertThat(staged.manifest().counts().excluded(Exclusion.DUPLICATE)).isEqualTo(1);
    assertThat(staged.manifest().counts().balances()).isTrue();
    assertThat(staged.blankLines()).isEqualTo(1);
    assertThat(rejected)
        .containsExactly(
            "3 invalid no-recipient-id: the recipient id is empty <,b@x,Bob>",
            "4 invalid no-address: the address is empty <3,,Cem>",
            "5 invalid too-few-fields: 2 fields where the header has 3 <4,d@x>",
            "6 invalid too-many-fields: 4 fields where the header has 3 <5,e@x,Eva,more>",
            "8 duplicate repeated-id: the recipient id occurred before <1,f@x,Fay>",
            "9 invalid bad-quoting: the quote that opens field 2 is not closed <7,\"g@x,Gus>");
  }

  @Test
  void findingsNameTheLinesOfTheFirstExamples() throws IOException {
    write("audience.csv", "id,email,name\n" + ",x,y\n".repeat(7) + "1,a,b\n");
    assertThat(staged(CampaignFixture.plain()).findings())
        .containsExactly(
            new Finding(
                Exclusion.INVALID,
                "no-recipient-id",
                7,
                List.of(2, 3, 4, 5, 6).stream()
                    .map(line -> new Finding.Example(line, "the recipient id is empty"))
                    .toList()));
  }

  @Test
  void aRowIsFilteredBeforeItIsSuppressedAndSuppressedBeforeItIsADuplicate() throws IOException {
    write("audience.csv", "id,email,name\n1,a,x\n1,a,y\n2,b,y\n2,b,y\n3,c,y\n3,c,y\n1,a,y\n");
    write("never.csv", "who\n2\n");
    Answer.Staged staged =
        staged(
            CampaignFixture.plain()
                .filtered("name", "y", "z")
                .suppressing(new Suppression("never.csv", "who", Match.ID)));
    assertThat(rows(staged, CampaignFixture.plain().filtered("name", "y", "z")))
        .extracting(StagingTest::word)
        .containsExactly(
            "filtered", "1", "suppressed", "suppressed", "3", "duplicate", "duplicate");
    assertThat(rejected).hasSize(4);
  }

  @Test
  void addressesAreSuppressedWithoutRegardToCase() throws IOException {
    write("audience.csv", "id,email,name\n1,ANN@x.org,a\n2,ÜNAL@x.org,b\n3,cem@x.org,c\n");
    write("never.csv", "\uFEFFemail\r\n ann@X.org \r\n\r\n\"ünal@x.org\"\r\n");
    Answer.Staged staged =
        staged(
            CampaignFixture.plain()
                .suppressing(new Suppression("never.csv", "email", Match.ADDRESS)));
    assertThat(staged.manifest().counts().excluded(Exclusion.SUPPRESSED)).isEqualTo(2);
  }

  @Test
  void idsAddressesAndValuesAreCleaned() throws IOException {
    write("audience.csv", "id,email,name\n 1\t,\" a@x \", Ann \n1,b@x,b\n");
    CampaignFixture campaign = CampaignFixture.plain();
    assertThat(rows(staged(campaign), campaign))
        .containsExactly(
            new ShardRow.Wanted(new Recipient(2, "1", "a@x", List.of("Ann"))),
            new ShardRow.Excluded(3, "1", "b@x", Exclusion.DUPLICATE, StagingPass.REPEATED));
  }

  @Test
  void anEmptyCouponIsInvalid() throws IOException {
    write("audience.csv", "id,email,name,code\n1,a,x,\n2,b,y,C2\n");
    CampaignFixture campaign = CampaignFixture.plain().withCoupons("code");
    assertThat(rows(staged(campaign), campaign))
        .containsExactly(
            new ShardRow.Excluded(
                2, "1", "a", Exclusion.INVALID, new Reason("no-coupon-code", "no coupon code")),
            new ShardRow.Wanted(new Recipient(3, "2", "b", List.of("y", "C2"))));
  }

  @Test
  void shardsTogetherGiveTheRowsOfTheAudienceInItsOrder() throws IOException {
    write("audience.csv", audience(500));
    CampaignFixture campaign = CampaignFixture.plain();
    Answer.Staged one = staged(campaign);
    Answer.Staged many = staged(campaign, 100);
    assertThat(one.manifest().shards()).hasSize(1);
    assertThat(many.manifest().shards()).hasSizeGreaterThan(50);
    assertThat(rows(many, campaign)).isEqualTo(rows(one, campaign)).hasSize(503);
    assertThat(many.manifest().counts()).isEqualTo(one.manifest().counts());
  }

  @Test
  void aCompressedAudienceIsUnpackedIntoTheFolder() throws IOException {
    String text = audience(300);
    write("audience.csv", text);
    gzip("audience.csv.gz", text);
    CampaignFixture campaign = CampaignFixture.plain().from("audience.csv.gz");
    Answer.Staged staged = staged(campaign);
    assertThat(staged.manifest()).isEqualTo(staged(CampaignFixture.plain()).manifest());
    assertThat(staged.audience()).isEqualTo(new LocalFile(folder.resolve("run/audience.csv")));
    assertThat(folder.resolve("run/audience.csv")).hasContent(text);
    assertThat(folder.resolve("run/audience.csv.part")).doesNotExist();
    assertThat(Freeze.verify(staged.manifest(), staged.audience())).isEmpty();
  }

  @Test
  void damagedCompressedDataIsRefused() throws IOException {
    gzip("audience.csv.gz", audience(3000));
    byte[] whole = Files.readAllBytes(folder.resolve("audience.csv.gz"));
    Files.write(
        folder.resolve("audience.csv.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(refused(CampaignFixture.plain().from("audience.csv.gz")))
        .singleElement()
        .asString()
        .contains("compressed data that ends early");
    write("audience.csv.gz", "id,email,name\n");
    assertThat(refused(CampaignFixture.plain().from("audience.csv.gz")))
        .singleElement()
        .asString()
        .contains("damaged compressed data");
    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void filesThatCannotBeUsedAreRefused() throws IOException {
    assertThat(refused(CampaignFixture.plain()))
        .singleElement()
        .asString()
        .contains("no such file");
    write("audience.csv", "");
    assertThat(refused(CampaignFixture.plain()))
        .singleElement()
        .asString()
        .contains("an empty file");
    write("audience.csv", "id,email,name\n\n");
    assertThat(refused(CampaignFixture.plain()))
        .singleElement()
        .asString()
        .contains("a header and no row");
    write("audience.csv", "\n\r\n");
    assertThat(refused(CampaignFixture.plain()))
        .singleElement()
        .asString()
        .contains("nothing but empty lines");
    write("audience.csv", "id,\"email,name\n1,2,3\n");
    assertThat(refused(CampaignFixture.plain()))
        .singleElement()
        .asString()
        .contains(":1: found the quote that opens field 2 is not closed");
  }

  @Test
  void allProblemsAreReportedAtOnce() throws IOException {
    write("audience.csv", "id,mail\n1,a\n");
    write("never.csv", "who\n\"1\"x\n");
    List<Problem> problems =
        refused(
            CampaignFixture.plain()
                .suppressing(
                    new Suppression("gone.csv", "id", Match.ID),
                    new Suppression("never.csv", "email", Match.ADDRESS),
                    new Suppression("never.csv", "who", Match.ID)));
    assertThat(problems)
        .extracting(Problem::found)
        .containsExactly(
            "no such file",
            "the only column 'who'",
            "text after the closing quote of field 1",
            "the columns 'id', 'mail'",
            "the columns 'id', 'mail'");
  }

  @Test
  void duplicatesAreRefusedWhenTheCampaignAsksForIt() throws IOException {
    write("audience.csv", "id,email,name\n1,a,x\n1,b,y\n1,c,z\n");
    assertThat(refused(CampaignFixture.plain().refusingDuplicates()))
        .singleElement()
        .asString()
        .contains("audience.csv:3: found 2 rows whose recipient id occurred before");
  }

  @Test
  void anEndlessLineIsRefused() throws IOException {
    write("audience.csv", "id,email,name\n1,a,x\n" + "z".repeat(17 * 1024 * 1024));
    assertThat(refused(CampaignFixture.plain()))
        .singleElement()
        .asString()
        .contains("audience.csv:3: found a line of more than 16 MiB");
  }

  @Test
  void rejectedRowsAreWrittenSoThatNoSpreadsheetExecutesThem() throws IOException {
    write("audience.csv", "id,email,name\n=1+1,,x\n2,b,y\n");
    Path file = folder.resolve("rejects.csv");
    try (RejectsFile out = new RejectsFile(file)) {
      stage(CampaignFixture.plain(), Staging.SHARD_BYTES, out);
    }
    assertThat(file)
        .hasContent(
            """
            line,outcome,reason,detail,row
            2,invalid,no-address,the address is empty,"'=1+1,,x"
            """);
  }

  private static String audience(int rows) {
    StringBuilder text = new StringBuilder("\uFEFFid,email,name\r\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(",u").append(i).append("@x.org,\"Zoë\n\"\"张\"\" ").append(i);
      text.append(i % 7 == 0 ? "\"\n" : "\"\r\n");
    }
    return text.append("1,again,x\n\n2,\"open\n,none,y\n").toString();
  }

  private static String word(ShardRow row) {
    return switch (row) {
      case ShardRow.Wanted(Recipient recipient) -> recipient.id();
      case ShardRow.Excluded excluded -> excluded.exclusion().word();
    };
  }

  private static List<ShardRow> rows(Answer.Staged staged, CampaignFixture campaign) {
    ShardRows rows = new ShardRows(campaign.build(), staged.manifest(), staged.audience());
    List<ShardRow> all = new ArrayList<>();
    staged.manifest().shards().forEach(shard -> rows.of(shard).forEachRemaining(all::add));
    return all;
  }

  private Answer.Staged staged(CampaignFixture campaign) {
    return staged(campaign, Staging.SHARD_BYTES);
  }

  private Answer.Staged staged(CampaignFixture campaign, int shardBytes) {
    Answer answer = stage(campaign, shardBytes, rejects);
    assertThat(answer).isInstanceOf(Answer.Staged.class);
    return (Answer.Staged) answer;
  }

  private List<Problem> refused(CampaignFixture campaign) {
    Answer answer = stage(campaign, Staging.SHARD_BYTES, rejects);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).problems();
  }

  private Answer stage(CampaignFixture campaign, int shardBytes, Rejects to) {
    return new Staging(uri -> new LocalFile(folder.resolve(uri)), shardBytes, 42)
        .stage(campaign.build(), folder.resolve("run"), to);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void gzip(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
