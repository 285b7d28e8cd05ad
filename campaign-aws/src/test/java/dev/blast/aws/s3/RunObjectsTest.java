package dev.blast.aws.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Revision;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.S3Audiences;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Over S3's protocol, as s3proxy speaks it. */
class RunObjectsTest {

  private static final String TEXT = "text/plain";
  private static final MemoryS3 S3 = MemoryS3.shared();

  private final RunObjects objects =
      new RunObjects(S3.client(), MemoryS3.BUCKET, "test-" + UUID.randomUUID() + "/");

  @Test
  void whatIsPutIsFoundAndReplacesWhatWasThere() {
    assertThat(objects.find("a/早安 b%20.txt")).isEmpty();
    objects.put("a/早安 b%20.txt", "one".getBytes(UTF_8), TEXT);
    objects.put("a/早安 b%20.txt", "two".getBytes(UTF_8), TEXT);

    assertThat(objects.find("a/早安 b%20.txt")).contains("two".getBytes(UTF_8));
  }

  @Test
  void whatIsFrozenIsNamedByItsContent() {
    String one = objects.freeze("runs/r/manifest", "one".getBytes(UTF_8), ".json", TEXT);
    assertThat(objects.freeze("runs/r/manifest", "one".getBytes(UTF_8), ".json", TEXT))
        .isEqualTo(one);
    assertThat(objects.freeze("runs/r/manifest", "two".getBytes(UTF_8), ".json", TEXT))
        .isNotEqualTo(one);
    assertThat(one).matches("runs/r/manifest-[0-9a-f]{64}\\.json");
    assertThat(objects.frozen(one)).asString(UTF_8).isEqualTo("one");
  }

  @Test
  void aFrozenObjectThatIsGoneOrWasChangedIsNotTakenForIt() {
    String name = objects.freeze("m", "one".getBytes(UTF_8), ".json", TEXT);
    objects.put(name, "two".getBytes(UTF_8), TEXT);
    assertThatThrownBy(() -> objects.frozen(name))
        .isInstanceOf(ObjectsUnavailable.class)
        .hasMessageContaining(objects.address(name) + " has other content than its name says");
    assertThatThrownBy(() -> objects.frozen("m-" + "0".repeat(64)))
        .isInstanceOf(ObjectsUnavailable.class)
        .hasMessageContaining("is gone, and a run needs it");
  }

  @Test
  void aCopyTakesThePlaceOfWhatWasThereAndNothingIsNoCopy() {
    objects.put("a/早安 b%20+.txt", "one".getBytes(UTF_8), TEXT);
    objects.put("there", "two".getBytes(UTF_8), TEXT);
    assertThat(objects.copy("a/早安 b%20+.txt", "there")).isTrue();
    assertThat(objects.find("there")).contains("one".getBytes(UTF_8));
    assertThat(objects.copy("nothing", "there")).isFalse();
    assertThat(objects.find("there")).contains("one".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Upload.PART - 1, Upload.PART, Upload.PART + 1, 2 * Upload.PART + 77})
  void anObjectOfAnyLengthArrivesWhole(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    Revision written;
    try (Upload upload = objects.upload("large", TEXT)) {
      for (int from = 0; from < length; from += 1_000_003) {
        upload.write(content, from, Math.min(1_000_003, length - from));
      }
      assertThat(objects.find("large")).as("before it is complete").isEmpty();
      written = upload.complete();
    }
    assertThat(objects.find("large")).contains(content);
    AudienceFile file = new S3Audiences(S3::client).at(objects.address("large"));
    assertThat(written.size()).isEqualTo(length);
    if (length > 0) {
      assertThat(file.look()).isEqualTo(written);
      try (InputStream in = file.open(written, 0, length)) {
        assertThat(crc(in)).isEqualTo(crc(new java.io.ByteArrayInputStream(content)));
      }
    }
  }

  @Test
  void whatIsGivenUpLeavesWhatWasThereAndNoParts() throws IOException {
    objects.put("large", "before".getBytes(UTF_8), TEXT);
    try (Upload upload = objects.upload("large", TEXT)) {
      upload.write(new byte[2 * Upload.PART + 1]);
    }
    assertThat(objects.find("large")).contains("before".getBytes(UTF_8));
    assertThat(S3.client().listMultipartUploads(list -> list.bucket(MemoryS3.BUCKET)).uploads())
        .isEmpty();
  }

  @Test
  void anObjectThatMissesAPartIsNeverThereAlthoughItsWriterGoesOn() throws IOException {
    RunObjects failing = new RunObjects(new LosesParts(), MemoryS3.BUCKET, "failing/");
    try (Upload upload = failing.upload("large", TEXT)) {
      upload.write(new byte[Upload.PART]);
      assertThatThrownBy(() -> upload.write(1))
          .isInstanceOf(ObjectsUnavailable.class)
          .hasMessageContaining("S3 did not write " + failing.address("large"));
      assertThatThrownBy(() -> upload.write(1)).isInstanceOf(IOException.class);
      assertThatThrownBy(upload::complete).isInstanceOf(IllegalStateException.class);
    }
    assertThat(new RunObjects(S3.client(), MemoryS3.BUCKET, "failing/").find("large")).isEmpty();
    assertThat(S3.client().listMultipartUploads(list -> list.bucket(MemoryS3.BUCKET)).uploads())
        .isEmpty();
  }

  /** S3 that begins and aborts uploads, and loses the connection at each part. */
  private static final class LosesParts implements S3Client {

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(
        CreateMultipartUploadRequest request) {
      return S3.client().createMultipartUpload(request);
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
      throw SdkClientException.create("connection reset by peer");
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
      return S3.client().abortMultipartUpload(request);
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {
      // the shared client stays open
    }
  }

  @Test
  void aTextIsThereWhenItsWriterReturned() {
    int lines =
        objects.text(
            "report.csv",
            TEXT,
            out -> {
              try (out) {
                for (int i = 0; i < 1_000_000; i++) {
                  out.write("line " + i + " 早\n");
                }
              } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
              }
              return 1_000_000;
            });
    assertThat(new String(objects.find("report.csv").orElseThrow(), UTF_8).lines().count())
        .isEqualTo(lines);
  }

  @Test
  void aTextWhoseWriterFailedIsNotThere() {
    assertThatThrownBy(
            () ->
                objects.text(
                    "report.csv",
                    TEXT,
                    out -> {
                      try {
                        out.write("x".repeat(20 * 1024 * 1024));
                      } catch (IOException impossible) {
                        throw new UncheckedIOException(impossible);
                      }
                      throw new IllegalStateException("the audience changed");
                    }))
        .hasMessage("the audience changed");
    assertThat(objects.find("report.csv")).isEmpty();
  }

  @Test
  void aBucketThatIsNotThereIsNamedWithWhatToDo() {
    RunObjects lost = new RunObjects(S3.client(), "nowhere-" + UUID.randomUUID(), "");
    assertThatThrownBy(() -> lost.put("a", new byte[1], TEXT))
        .isInstanceOf(ObjectsUnavailable.class)
        .hasMessageContaining("S3 did not write " + lost.address("a") + " (NoSuchBucket")
        .hasMessageContaining("create the bucket, or correct its name");
    assertThatThrownBy(() -> lost.find("a")).isInstanceOf(ObjectsUnavailable.class);
  }

  private static long crc(InputStream in) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[65_536];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      crc.update(buffer, 0, read);
    }
    return crc.getValue();
  }
}
