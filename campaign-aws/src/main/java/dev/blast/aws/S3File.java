package dev.blast.aws;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An object in S3. A revision is named by its ETag, and every request for its bytes says {@code
 * If-Match}: S3 answers 412 when the object was replaced (S3 API reference, GetObject).
 */
final class S3File implements AudienceFile {

  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Supplier<S3Client> s3;
  private final S3Object object;
  private final Pause pause;

  S3File(Supplier<S3Client> s3, S3Object object, Pause pause) {
    this.s3 = s3;
    this.object = object;
    this.pause = pause;
  }

  @Override
  public String name() {
    return object.toString();
  }

  @Override
  public Revision look() throws IOException {
    // not HeadObject: its answers have no body, so that a missing bucket looks like a missing key
    try (ResponseInputStream<GetObjectResponse> first =
        s3.get()
            .getObject(get -> get.bucket(object.bucket()).key(object.key()).range("bytes=0-0"))) {
      GetObjectResponse answer = first.response();
      return new Revision(S3Range.sizeOf(object, answer), answer.eTag());
    } catch (S3Exception refused) {
      if (refused.statusCode() == RANGE_NOT_SATISFIABLE) {
        // not even a first byte
        return new Revision(0, "");
      }
      throw S3Failure.of(object, refused);
    } catch (SdkException failure) {
      throw S3Failure.of(object, failure);
    }
  }

  @Override
  public InputStream open(Revision revision, long from, long to) throws IOException {
    Objects.checkFromToIndex(from, to, revision.size());
    return from == to
        ? InputStream.nullInputStream()
        : S3Range.open(s3, object, revision, from, to, pause);
  }
}
