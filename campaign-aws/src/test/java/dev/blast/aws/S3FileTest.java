package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.AudienceFileContract;
import dev.blast.audience.FileUnreadable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract, over S3's protocol as s3proxy speaks it. */
class S3FileTest extends AudienceFileContract {

  private static MemoryS3 s3;

  @BeforeAll
  static void start() throws Exception {
    s3 = new MemoryS3();
  }

  @AfterAll
  static void stop() throws Exception {
    s3.close();
  }

  @Override
  protected AudienceFile at(String name) {
    return new S3Audiences(s3::client).at("s3://" + MemoryS3.BUCKET + "/folder/" + name);
  }

  @Override
  protected void write(String name, byte[] content) {
    s3.put("folder/" + name, content);
  }

  @Override
  protected void delete(String name) {
    s3.delete("folder/" + name);
  }

  @Test
  void aMissingBucketIsToldFromAMissingObject() {
    assertThatThrownBy(() -> new S3Audiences(s3::client).at("s3://nowhere/a.csv").look())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("s3://nowhere/a.csv")
        .hasMessageContaining("no bucket nowhere");
    assertThatThrownBy(() -> at("nothing.csv").look())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("no such object");
  }

  @Test
  void wrongCredentialsAreNoPermission() {
    write("a.csv", new byte[10]);
    try (S3Client stranger = S3Clients.at(s3.endpoint(), MemoryS3.credentials("guessed"))) {
      AudienceFile file =
          new S3Audiences(() -> stranger).at("s3://" + MemoryS3.BUCKET + "/folder/a.csv");
      assertThatThrownBy(file::look)
          .isInstanceOf(FileUnreadable.class)
          .hasMessageContaining("no permission to read it (SignatureDoesNotMatch (HTTP 403)")
          .hasMessageContaining("s3:GetObject");
    }
  }

  @Test
  void aStoreThatCannotBeReachedSaysNothingAboutTheFile() {
    URI nobody = URI.create("http://127.0.0.1:1");
    try (S3Client lost = S3Clients.at(nobody, MemoryS3.credentials("secret"))) {
      AudienceFile file = new S3Audiences(() -> lost).at("s3://audiences/a.csv");
      assertThatThrownBy(file::look)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("S3 does not give s3://audiences/a.csv at the moment")
          .hasMessageContaining("try again later");
    }
  }

  @Test
  void theKeyIsTakenAsItIsWritten() {
    assertThat(S3Audiences.covers("s3://bucket/a b%20c.csv")).isTrue();
    assertThat(S3Audiences.covers("s3:/bucket/key")).isFalse();
    assertThat(S3Audiences.covers("folder/s3.csv")).isFalse();
    assertThat(new S3Audiences(s3::client).at("s3://bucket/a b%20c.csv").name())
        .isEqualTo("s3://bucket/a b%20c.csv");
  }
}
