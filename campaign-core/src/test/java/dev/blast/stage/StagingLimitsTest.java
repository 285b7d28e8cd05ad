package dev.blast.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.FileStamp;
import dev.blast.audience.LocalFile;
import dev.blast.audience.Revision;
import dev.blast.campaign.AudienceLimits;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Problem;
import dev.blast.campaign.Share;
import dev.blast.stage.Staging.Answer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingLimitsTest {

  private static final CampaignFixture STANDARD =
      CampaignFixture.plain().within(AudienceLimits.STANDARD);

  @TempDir Path folder;

  @Test
  void oneInvalidRowInAHundredIsWithinTheStandardLimitAndTwoInAHundredAreNot() throws IOException {
    write("audience.csv", "id,email,name\n" + rows(99) + ",x,y\n");
    assertThat(staged(STANDARD).manifest().counts().recipients()).isEqualTo(99);
    write("audience.csv", "id,email,name\n" + rows(98) + ",x,y\n100,z\n");
    assertThat(refused(STANDARD))
        .containsExactly(
            Problem.of(
                folder.resolve("audience.csv").toString(),
                "2 invalid rows in 100 rows: 1 invalid no-recipient-id: the recipient id is empty"
                    + " (line 100); 1 invalid too-few-fields: 2 fields where the header has 3"
                    + " (line 101)",
                "at most 1 % of the rows (audience.limits.invalid)",
                "correct the rows, or allow it: in audience, limits: { invalid: 2% }"));
  }

  @Test
  void theCampaignOverridesTheShareOfInvalidRows() throws IOException {
    write("audience.csv", "id,email,name\n" + rows(10) + ",x,y\n,x,y\n");
    assertThat(refused(STANDARD)).singleElement().asString().contains("{ invalid: 17% }");
    assertThat(staged(STANDARD.within(invalid("17%"))).manifest().counts().rows()).isEqualTo(12);
    assertThat(refused(STANDARD.within(invalid("16%")))).hasSize(1);
  }

  @Test
  void theCommonestReasonsComeFirstWithTheirFirstLines() throws IOException {
    write("audience.csv", "id,email,name\n1,,n\n" + ",x,y\n".repeat(7) + "2,a\n3,b,c\n4,\"d,e\n");
    assertThat(refused(STANDARD))
        .extracting(Problem::found)
        .containsExactly(
            "10 invalid rows in 11 rows: 7 invalid no-recipient-id: the recipient id is empty"
                + " (lines 3, 4, 5, 6, 7, …); 1 invalid no-address: the address is empty (line 2);"
                + " 1 invalid too-few-fields: 2 fields where the header has 3 (line 10); …");
  }

  @Test
  void anAudienceWithoutARecipientIsRefusedWithTheReasons() throws IOException {
    write("audience.csv", "id,email,name\n1,a@x,Ann\n1,b@x,Bob\n");
    write("never.csv", "email\nA@x\nb@x\n");
    CampaignFixture nobody =
        STANDARD.suppressing(new Suppression("never.csv", "email", Match.ADDRESS));
    assertThat(refused(nobody))
        .containsExactly(
            Problem.of(
                folder.resolve("audience.csv").toString(),
                "no recipient in 2 rows: 2 suppressed on-suppression-list (lines 2, 3)",
                "at least 1 recipient (audience.limits.recipients.min)",
                "correct the audience or what leaves its rows out, or allow it: in audience,"
                    + " limits: { recipients: { min: 0 } }"));
    assertThat(staged(nobody.within(recipients(0, OptionalLong.empty()))).manifest().counts())
        .extracting(counts -> counts.recipients())
        .isEqualTo(0L);
  }

  @Test
  void anAudienceSmallerOrLargerThanTheCampaignAllowsIsRefused() throws IOException {
    write("audience.csv", "id,email,name\n" + rows(3));
    assertThat(staged(STANDARD.within(recipients(3, OptionalLong.of(3)))).findings()).isEmpty();
    assertThat(refused(STANDARD.within(recipients(4, OptionalLong.empty()))))
        .extracting(Problem::found, Problem::expected)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "3 recipients in 3 rows",
                "at least 4 recipients (audience.limits.recipients.min)"));
    assertThat(refused(STANDARD.within(recipients(0, OptionalLong.of(2)))))
        .containsExactly(
            Problem.of(
                folder.resolve("audience.csv").toString(),
                "3 recipients",
                "at most 2 recipients (audience.limits.recipients.max)",
                "correct the audience, or raise max in the campaign file"));
  }

  @Test
  void aFilterValueThatOccursNowhereIsNamedBesideThoseThatDo() throws IOException {
    write("audience.csv", "id,email,name\n1,a,DE\n2,b,FR\n3,c,FR\n4,d,IT\n");
    assertThat(staged(STANDARD.filtered("name", "DE", "AT")).notes())
        .containsExactly(
            "the filter's value \"AT\" occurs nowhere in the column 'name'; \"FR\", \"IT\" do");
    assertThat(staged(STANDARD.filtered("name", "DE")).notes()).isEmpty();
    assertThat(refused(STANDARD.filtered("name", "de")))
        .extracting(Problem::found)
        .containsExactly(
            "no recipient in 4 rows: 4 filtered by the column 'name' (lines 2, 3, 4, 5); the"
                + " filter's value \"de\" occurs nowhere in the column 'name'; \"DE\", \"FR\","
                + " \"IT\" do");
  }

  @Test
  void onlyAFewOfManyValuesAreNamedAndNoneGarblesATerminal() throws IOException {
    StringBuilder text = new StringBuilder("id,email,name\n0,a,x\u200by\n");
    for (int i = 1; i < 100; i++) {
      text.append(i).append(",a,v").append(i % 50).append('\n');
    }
    write("audience.csv", text.append("100,a,yes\n").toString());
    assertThat(staged(STANDARD.filtered("name", "yes", "no")).notes())
        .containsExactly(
            "the filter's value \"no\" occurs nowhere in the column 'name'; \"x<U+200B>y\","
                + " \"v1\", \"v2\", \"v3\", \"v4\", \"v5\", \"v6\", \"v7\", … do");
  }

  @Test
  void aLastLineWithoutALineEndIsNoted() throws IOException {
    write("audience.csv", "id,email,name\n1,a@x,Ann\n2,b@exam,");
    write("never.csv", "email\nz@exam");
    CampaignFixture campaign =
        STANDARD.suppressing(new Suppression("never.csv", "email", Match.ADDRESS));
    assertThat(staged(campaign).notes())
        .containsExactly(
            folder.resolve("never.csv")
                + " ends within line 2, without a line end: if it was not complete, that row is cut"
                + " off",
            folder.resolve("audience.csv")
                + " ends within line 3, without a line end: if it was not complete, that row is cut"
                + " off");
    write("audience.csv", "id,email,name\r\n1,a@x,Ann\r\n");
    write("never.csv", "email\nz@exam\n\n");
    assertThat(staged(campaign).notes()).isEmpty();
  }

  @Test
  void anAudienceThatGrowsWhileItIsReadIsRefused() throws IOException {
    write("audience.csv", "id,email,name\n" + rows(10));
    Answer answer = stage(STANDARD, "audience.csv", file -> append(file, "11,k@x,K\n"));
    assertThat(((Answer.Refused) answer).problems())
        .singleElement()
        .asString()
        .startsWith(
            folder.resolve("audience.csv")
                + ": found that the file changed while it was read: from 104 bytes, written to at ")
        .contains(" to 113 bytes, written to at ")
        .endsWith(
            ", expected a file that stays as it is; wait until the program that writes it is done,"
                + " and start again");
  }

  @Test
  void anAudienceThatIsWrittenToInPlaceWhileItIsReadIsRefused() throws IOException {
    write("audience.csv", "id,email,name\n" + rows(10));
    Answer answer =
        stage(
            STANDARD,
            "audience.csv",
            file -> Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH)));
    assertThat(answer).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void anAudienceThatIsReplacedByAnotherOfItsSizeAndTimeIsRefused() throws IOException {
    write("audience.csv", "id,email,name\n" + rows(10));
    Answer answer =
        stage(
            STANDARD,
            "audience.csv",
            file -> {
              FileTime time = Files.getLastModifiedTime(file);
              Path other = Files.copy(file, folder.resolve("other.csv"));
              Files.setLastModifiedTime(other, time);
              Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            });
    assertThat(answer).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void aSuppressionListThatGrowsWhileItIsReadIsRefused() throws IOException {
    write("audience.csv", "id,email,name\n" + rows(10));
    write("never.csv", "email\nz@x\n");
    CampaignFixture campaign =
        STANDARD.suppressing(new Suppression("never.csv", "email", Match.ADDRESS));
    Answer answer = stage(campaign, "never.csv", file -> append(file, "y@x\n"));
    assertThat(((Answer.Refused) answer).problems())
        .singleElement()
        .asString()
        .startsWith(
            folder.resolve("never.csv") + ": found that the file changed while it was read");
  }

  private interface Change {
    void of(Path file) throws IOException;
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  /** Changes a file when its first bytes have been read. */
  private Answer stage(CampaignFixture campaign, String changing, Change change) {
    return new Staging(
            uri -> {
              LocalFile file = new LocalFile(folder.resolve(uri));
              return uri.equals(changing) ? new Changing(file, change) : file;
            },
            Staging.SHARD_BYTES,
            42)
        .stage(campaign.build(), folder.resolve("run"), Rejects.NONE);
  }

  private record Changing(LocalFile file, Change change) implements AudienceFile {
    @Override
    public String name() {
      return file.name();
    }

    @Override
    public Revision look() throws IOException {
      return file.look();
    }

    @Override
    public FileStamp stamp() throws IOException {
      return file.stamp();
    }

    @Override
    public InputStream open(Revision revision, long from, long to) throws IOException {
      return new FilterInputStream(file.open(revision, from, to)) {
        private boolean changed;

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int read = super.read(bytes, offset, length);
          if (!changed) {
            changed = true;
            change();
          }
          return read;
        }

        private void change() {
          try {
            change.of(file.path());
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        }
      };
    }
  }

  private static AudienceLimits invalid(String share) {
    return new AudienceLimits(Share.parse(share).orElseThrow(), 1, OptionalLong.empty());
  }

  private static AudienceLimits recipients(long least, OptionalLong most) {
    return new AudienceLimits(Share.percent(1), least, most);
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(i).append(",u@x,N").append(i).append('\n');
    }
    return rows.toString();
  }

  private Answer.Staged staged(CampaignFixture campaign) {
    Answer answer = stage(campaign);
    assertThat(answer).isInstanceOf(Answer.Staged.class);
    return (Answer.Staged) answer;
  }

  private List<Problem> refused(CampaignFixture campaign) {
    Answer answer = stage(campaign);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).problems();
  }

  private Answer stage(CampaignFixture campaign) {
    return new Staging(uri -> new LocalFile(folder.resolve(uri)), Staging.SHARD_BYTES, 42)
        .stage(campaign.build(), folder.resolve("run"), Rejects.NONE);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
