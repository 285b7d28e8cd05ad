package dev.blast.stage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.LocalFile;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That a change of what staging decides is not made without a new number: what one version staged
 * when a campaign was scheduled another one may send by.
 */
class StagingRulesTest {

  /** Of what {@link StagedAhead#RULES} decide about the audience below. */
  private static final String DECIDED =
      "02d5fb7b9db3ab470570ffe63ec7a9461062ef2e3b5880eb2332d4abe0e16f9e";

  private static final String YAML =
      """
      id: spring
      audience:
        path: people.csv
        columns: { id: id, address: email }
        filter: { country: [DE, AT] }
        suppress:
          - { path: never.csv, column: email, match: address }
          - { path: gone.csv, column: id, match: id }
        limits: { invalid: 100% }
      message: { channel: { type: demo }, body: "Dear {{name|customer}}: {{coupon}}" }
      coupon: { column: code }
      """;

  @TempDir private Path folder;

  @Test
  void theNumberIsRaisedWithWhatStagingDecides() throws IOException {
    audience();
    Files.writeString(
        folder.resolve("never.csv"), "\uFEFFemail\r\nSTRASSE@x.example\r\n\r\nmÜller@x.example");
    Files.writeString(folder.resolve("gone.csv"), "name,id\n\"A,\nB\",r40\n");
    List<String> rejected = new ArrayList<>();
    Staging staging = new Staging(uri -> new LocalFile(folder.resolve(uri)), 600, 1);
    Rejects rejects =
        (line, exclusion, reason, text) ->
            rejected.add(line + " " + exclusion.word() + " " + reason.code());
    Manifest manifest =
        switch (staging.stage(campaign(), folder, rejects)) {
          case Staging.Answer.Staged staged -> staged.manifest();
          case Staging.Answer.Refused refused -> throw new AssertionError(refused);
        };
    assertThat(manifest.counts().balances()).isTrue();
    Sha256 digest = new Sha256();
    for (byte[] part :
        List.of(ManifestCodec.encode(manifest), rejected.toString().getBytes(UTF_8))) {
      digest.update(part, 0, part.length);
    }
    assertThat(digest.finish())
        .as("raise StagedAhead.RULES, and write down here what they decide: %s", rejected)
        .isEqualTo(DECIDED);
  }

  /** A row of every kind that has ever been a question. */
  private void audience() throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    csv.writeBytes("\uFEFFid,email,name,country,code\r\n".getBytes(UTF_8));
    for (int i = 0; i < 60; i++) {
      String id = "r" + i;
      String row =
          switch (i) {
            case 3 -> id + ",,Ann,DE,c\n";
            case 5 -> ",x@x.example,Ann,DE,c\n";
            case 7 -> "\n\r\n";
            case 9 -> "r8,again@x.example,Twice,DE,c\n";
            case 11 -> id + ",a@x.example,\"Ann, \"\"A\"\"\nof Berlin\",AT,c\r\n";
            case 13 -> id + ",a@x.example,Ann,FR,c\n";
            case 15 -> id + ",a@x.example,Ann\n";
            case 17 -> id + ",a@x.example,Ann,DE,c,more\n";
            case 19 -> id + ",strasse@X.example,Ann,DE,c\n";
            case 21 -> id + ",straße@x.example,Ann,DE,c\n";
            case 23 -> id + ",MÜLLER@x.example,Ann,DE,c\n";
            case 25 -> "  " + id + "  , a@x.example ,Ann,DE,c\n";
            case 27 -> id + ",a@x.example,\"Ann\"B,DE,c\n";
            case 29 -> id + ",a@x.example,早安 🌅,DE,c\n";
            case 31 -> id + ",a@x.example,Ann,DE,\n";
            case 33 -> "\"" + id + "\",\"a@x.example\",\"\",\"DE\",\"c\"\r";
            case 35 -> id + ",a\tb@x.example,Ann,DE,c\n";
            case 36 -> id + ", \"q@x.example\" ,\u00a0Ann\u200b,DE,c\r\r\n";
            case 37 -> "id,email,name,country,code\n";
            case 38 -> id + ",NULL,Ann,DE,c\n";
            case 39 -> id + "\u00a0,e\u0301@x.example,NULL,DE\u3000,c\u00ad\n";
            case 41 -> "r39,again@x.example,Ann,DE,c\n";
            case 42 -> "\u001a\r\r\n";
            case 43 -> id + ",a@x.example,Ann,DE,#N/A\n";
            default -> id + ",p" + i + "@x.example,N" + i + ",DE,c" + i + "\n";
          };
      csv.writeBytes(row.getBytes(UTF_8));
    }
    csv.writeBytes("r90,a@x.example,M\u00fcller,DE,c\n".getBytes(ISO_8859_1));
    csv.writeBytes("r91,a@x.example,\"never closed,DE,c\n".getBytes(UTF_8));
    Files.write(folder.resolve("people.csv"), csv.toByteArray());
  }

  private static Campaign campaign() {
    return switch (CampaignReader.read(new Origin("s3://bucket/spring.yaml"), YAML)) {
      case Reading.Read(var file) -> file.campaign();
      case Reading.Rejected rejected -> throw new AssertionError(rejected);
    };
  }
}
