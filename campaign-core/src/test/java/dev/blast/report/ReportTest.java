package dev.blast.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.LocalFile;
import dev.blast.campaign.Campaign;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.run.RunId;
import dev.blast.stage.CampaignFixture;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.ShardRows;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final RunId RUN = new RunId("test", Instant.EPOCH);
  private static final Instant AT = Instant.parse("2026-03-01T08:00:00.5Z");

  @TempDir Path folder;

  private final ScriptedFacts facts = new ScriptedFacts();

  @Test
  void whoseMessageTheQueueRefusedIsReportedAsInvalidWithTheReason() throws IOException {
    Reason refused = new Reason("queue-refused", "InvalidMessageContents no");
    facts.envelope(0, 0, new Standing.Settled(Outcome.INVALID, refused, 0, "", AT), sent("p-1"));
    assertThat(report("id,email,name\n1,a@x,Ann\n2,,Bob\n3,c@x,Cem\n", Optional.of("invalid")))
        .isEqualTo(
            """
            line,recipient_id,outcome,reason,attempts,provider_id,time
            2,1,invalid,queue-refused: InvalidMessageContents no,0,,2026-03-01T08:00:00.500Z
            3,2,invalid,no-address: the address is empty,,,
            """);
    assertThat(Report.words()).doesNotHaveDuplicates().contains("invalid");
  }

  @Test
  void whoWasNeverClaimedWhenTheRunEndedIsReportedWithItsEnding() throws IOException {
    facts.envelope(0, 0, sent("p-1"), sent("p-2"));
    facts.ended = Optional.of(new Facts.Ended(Ending.cancelled(AT), 1));
    assertThat(report("id,email,name\n1,a@x,Ann\n2,b@x,Bob\n3,c@x,Cem\n", Optional.of("cancelled")))
        .isEqualTo(
            """
            line,recipient_id,outcome,reason,attempts,provider_id,time
            4,3,cancelled,cancelled,0,,2026-03-01T08:00:00.500Z
            """);
  }

  @Test
  void everyRowOfTheAudienceHasItsLineInTheAudiencesOrder() throws IOException {
    facts.envelope(0, 0, sent("p-1"), rejected());
    facts.envelope(0, 2, new Standing.Open(1, 2, Reason.of("http-503"), Instant.EPOCH));
    assertThat(
            report(
                """
                id,email,name
                1,a@x,Ann
                2,,Bob
                3,c@x,Cem
                1,d@x,Dan

                5,"e@x,Eva
                6,f@x,Fay
                7,g@x,Gus
                8,h@x,Hal
                """,
                Optional.empty()))
        .isEqualTo(
            """
            line,recipient_id,outcome,reason,attempts,provider_id,time
            2,1,sent,,1,p-1,2026-03-01T08:00:00.500Z
            3,2,invalid,no-address: the address is empty,,,
            4,3,rejected,http-404: not found,1,,2026-03-01T08:00:00.500Z
            5,1,duplicate,repeated-id: the recipient id occurred before,,,
            7,,invalid,bad-quoting: the quote that opens field 2 is not closed,,,
            8,6,open,,0,,
            9,7,open,,0,,
            10,8,open,http-503,1,,
            """);
  }

  @Test
  void oneOutcomeCanBeAskedFor() throws IOException {
    facts.envelope(0, 0, sent("p-1"), rejected());
    String audience = "id,email,name\n1,a,b\n2,,c\n3,d,e\n4,f,g\n";
    assertThat(report(audience, Optional.of("open")))
        .isEqualTo("line,recipient_id,outcome,reason,attempts,provider_id,time\n5,4,open,,0,,\n");
    assertThat(report(audience, Optional.of("invalid"))).contains("3,2,invalid").hasLineCount(2);
    assertThatThrownBy(() -> report(audience, Optional.of("lost")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no outcome: lost");
  }

  @Test
  void oneClassOfReasonsCanBeAskedFor() throws IOException {
    facts.envelope(0, 0, sent("p-1"), rejected());
    String audience = "id,email,name\n1,a,b\n2,,c\n3,d,e\n4,f,g\n";
    assertThat(report(audience, Optional.empty(), Optional.of("no-address")))
        .contains("3,2,invalid,no-address")
        .hasLineCount(2);
    assertThat(report(audience, Optional.of("open"), Optional.of("no-address"))).hasLineCount(1);
    assertThat(report(audience, Optional.of("open"), Optional.of(""))).contains("5,4,open");
  }

  @Test
  void cellsThatASpreadsheetWouldExecuteAreNeutralised() throws IOException {
    facts.envelope(0, 0, sent("=cmd|' /C calc'!A0"), sent("@x"));
    assertThat(report("id,email,name\n+4912,a,b\n-7,c,d\n", Optional.empty()))
        .contains("2,'+4912,sent,,1,'=cmd|' /C calc'!A0,")
        .contains("3,'-7,sent,,1,'@x,");
  }

  private String report(String audience, Optional<String> only) throws IOException {
    return report(audience, only, Optional.empty());
  }

  private String report(String audience, Optional<String> only, Optional<String> code)
      throws IOException {
    LocalFile file = new LocalFile(folder.resolve("audience.csv"));
    Files.writeString(file.path(), audience);
    Campaign campaign = CampaignFixture.plain().packed(2).build();
    Manifest manifest =
        switch (new Staging(uri -> file).stage(campaign, folder, Rejects.NONE)) {
          case Staging.Answer.Staged staged -> staged.manifest();
          case Staging.Answer.Refused refused -> throw new AssertionError(refused);
        };
    StringWriter out = new StringWriter();
    new Report(new ShardRows(campaign, manifest, file), facts)
        .write(RUN, manifest, new Report.Only(only, code), out);
    return out.toString();
  }

  private static Standing sent(String providerId) {
    return new Standing.Settled(Outcome.SENT, Reason.NONE, 1, providerId, AT);
  }

  private static Standing rejected() {
    return new Standing.Settled(Outcome.REJECTED, new Reason("http-404", "not found"), 1, "", AT);
  }
}
