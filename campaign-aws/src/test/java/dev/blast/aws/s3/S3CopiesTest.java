package dev.blast.aws.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.S3Audiences;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Origin;
import dev.blast.run.RunId;
import dev.blast.stage.Freeze;
import dev.blast.stage.Manifest;
import dev.blast.stage.ManifestCodec;
import dev.blast.stage.RejectsFile;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import dev.blast.stage.Staging;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A compressed audience in S3 is staged on one machine and read on others. */
class S3CopiesTest {

  private static final int PEOPLE = 250_000;
  private static final String YAML =
      """
      id: spring
      audience:
        path: people.csv.gz
        columns: { id: id, address: email }
      message:
        channel: { type: demo }
        subject: "Hello"
        body: "Welcome."
      """;

  private static final MemoryS3 S3 = MemoryS3.shared();

  private final Origin origin = new Origin("s3://" + MemoryS3.BUCKET + "/spring/campaign.yaml");
  private final RunId run = new RunId("spring", Instant.parse("2026-03-01T08:00:00Z"));
  private final RunObjects objects = new RunObjects(S3.client(), MemoryS3.BUCKET, "blast/");
  private final Audiences files = uri -> new S3Audiences(S3::client).at(origin.resolve(uri));
  private final Campaign campaign = campaign();

  @Test
  void everyRowIsReadElsewhereFromTheCopyThatTheFrozenManifestNames() throws IOException {
    S3.put("spring/people.csv.gz", packed(PEOPLE, ""));
    Staging.Answer.Staged staged = staged();
    // What another machine has: the campaign and the manifest, as they are kept.
    Manifest manifest = ManifestCodec.decode(ManifestCodec.encode(staged.manifest()));
    assertThat(manifest.copy()).startsWith("s3://audiences/blast/runs/" + run + "/audience-");
    assertThat(manifest.shards()).hasSizeGreaterThan(3);
    AudienceFile elsewhere = Staging.audience(campaign, manifest, files);

    assertThat(Freeze.verify(manifest, elsewhere)).isEmpty();
    List<String> ids = new ArrayList<>();
    for (ShardPlan shard : manifest.shards()) {
      Iterator<ShardRow> rows = new ShardRows(campaign, manifest, elsewhere).of(shard);
      rows.forEachRemaining(
          row -> {
            if (row instanceof ShardRow.Wanted wanted) {
              ids.add(wanted.recipient().id());
            }
          });
    }
    assertThat(ids).hasSize(PEOPLE).startsWith("i0", "i1").endsWith("i" + (PEOPLE - 1));
  }

  @Test
  void aSecondStagingOfTheRunLeavesTheFirstOnesCopyAsItWas() throws IOException {
    S3.put("spring/people.csv.gz", packed(100, ""));
    Staging.Answer.Staged first = staged();
    S3.put("spring/people.csv.gz", packed(100, "x"));
    Staging.Answer.Staged second = staged();

    assertThat(second.manifest().copy()).isNotEqualTo(first.manifest().copy());
    assertThat(Freeze.verify(first.manifest(), first.audience())).isEmpty();
    assertThat(Freeze.verify(second.manifest(), second.audience())).isEmpty();
  }

  @Test
  void anAudienceThatIsRefusedLeavesNoCopy() throws IOException {
    byte[] whole = packed(PEOPLE, "");
    S3.put("spring/people.csv.gz", java.util.Arrays.copyOf(whole, whole.length / 2));
    RunObjects empty = new RunObjects(S3.client(), MemoryS3.BUCKET, "refused/");

    assertThat(
            new Staging(files, 1024 * 1024)
                .stage(campaign, new S3Copies(empty, files, run), (line, what, why, text) -> {}))
        .isInstanceOfSatisfying(
            Staging.Answer.Refused.class,
            refused ->
                assertThat(refused.problems().getFirst().toString())
                    .contains("s3://audiences/spring/people.csv.gz")
                    .contains("compressed data that ends early"));
    assertThat(keys("refused/")).isEmpty();
    assertThat(S3.client().listMultipartUploads(list -> list.bucket(MemoryS3.BUCKET)).uploads())
        .isEmpty();
  }

  @Test
  void aCopyThatCannotBeWrittenIsNoRefusal() throws IOException {
    S3.put("spring/people.csv.gz", packed(100, ""));
    RunObjects nowhere = new RunObjects(S3.client(), "no-such-bucket", "");
    assertThatThrownBy(
            () ->
                new Staging(files)
                    .stage(
                        campaign, new S3Copies(nowhere, files, run), (line, what, why, text) -> {}))
        .isInstanceOf(ObjectsUnavailable.class)
        .hasMessageContaining("s3://no-such-bucket/runs/" + run);
  }

  @Test
  void rejectsAreWrittenWhileTheAudienceIsStaged() throws IOException {
    S3.put("spring/people.csv.gz", packed(100, "i3,again@example.com\n"));
    objects.text(
        "rejects.csv",
        "text/csv",
        out -> {
          try (RejectsFile rejects = new RejectsFile(out)) {
            return new Staging(files).stage(campaign, new S3Copies(objects, files, run), rejects);
          }
        });
    assertThat(new String(objects.find("rejects.csv").orElseThrow(), UTF_8))
        .startsWith("line,outcome,reason,detail,row\n102,duplicate,")
        .contains("i3,again@example.com");
  }

  private Staging.Answer.Staged staged() {
    Staging.Answer answer =
        new Staging(files, 1024 * 1024)
            .stage(campaign, new S3Copies(objects, files, run), (line, what, why, text) -> {});
    assertThat(answer).isInstanceOf(Staging.Answer.Staged.class);
    return (Staging.Answer.Staged) answer;
  }

  private List<String> keys(String prefix) {
    return S3
        .client()
        .listObjectsV2(list -> list.bucket(MemoryS3.BUCKET).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  private static byte[] packed(int people, String more) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      StringBuilder text = new StringBuilder("id,email\n");
      for (int i = 0; i < people; i++) {
        text.append('i').append(i).append(",p").append(i).append("@example.com\n");
      }
      out.write(text.append(more).toString().getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private Campaign campaign() {
    return switch (CampaignReader.read(origin, YAML)) {
      case Reading.Read(var file) -> file.campaign();
      case Reading.Rejected(var problems) -> throw new AssertionError(problems.toString());
    };
  }
}
