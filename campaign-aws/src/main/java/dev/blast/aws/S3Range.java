package dev.blast.aws;

import dev.blast.audience.FileUnreadable;
import dev.blast.audience.Revision;
import dev.blast.audience.RevisionGone;
import dev.blast.campaign.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of a range, as they come. When a connection is lost on the way, the next one goes on at
 * the first byte that is missing, with the same {@code If-Match}. Not thread-safe.
 */
final class S3Range extends InputStream {

  /** Reads without a byte, one after the other, that are repeated. */
  static final int REPEATS = 5;

  private final Supplier<S3Client> s3;
  private final S3Object object;
  private final Revision revision;
  private final long to;
  private final Pause pause;
  private long position;
  private int failures;
  private @Nullable ResponseInputStream<GetObjectResponse> answer;

  private S3Range(
      Supplier<S3Client> s3, S3Object object, Revision revision, long from, long to, Pause pause) {
    this.s3 = s3;
    this.object = object;
    this.revision = revision;
    this.position = from;
    this.to = to;
    this.pause = pause;
  }

  /** Asks for the range; what is wrong with the object shows here. */
  static S3Range open(
      Supplier<S3Client> s3, S3Object object, Revision revision, long from, long to, Pause pause)
      throws IOException {
    S3Range range = new S3Range(s3, object, revision, from, to, pause);
    range.answer = range.request();
    return range;
  }

  /** Bytes of the whole object, from an answer about a part of it. */
  static long sizeOf(S3Object object, GetObjectResponse part) throws IOException {
    String range = Objects.requireNonNullElse(part.contentRange(), "");
    int slash = range.lastIndexOf('/');
    try {
      return Long.parseLong(range.substring(slash + 1));
    } catch (NumberFormatException none) {
      throw noRanges(object, range);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0 || position == to) {
      return length == 0 ? 0 : -1;
    }
    int wanted = (int) Math.min(length, to - position);
    while (true) {
      try {
        int read = opened().read(bytes, offset, wanted);
        if (read < 0) {
          throw new EOFException("the connection ended at byte " + position + " of " + to);
        }
        position += read;
        failures = 0;
        return read;
      } catch (RevisionGone | FileUnreadable | java.nio.file.FileSystemException permanent) {
        throw permanent;
      } catch (IOException | UncheckedIOException | SdkException lost) {
        repeat(lost);
      }
    }
  }

  /** Leaves the rest of the answer unread, where there is some. */
  @Override
  public void close() throws IOException {
    if (answer != null && position == to) {
      answer.close();
    } else {
      abandon();
    }
    answer = null;
  }

  private void repeat(Exception lost) throws IOException {
    abandon();
    if (Thread.currentThread().isInterrupted() || ++failures > REPEATS) {
      throw S3Failure.lost(object, lost);
    }
    pause.after(failures);
  }

  private void abandon() {
    if (answer != null) {
      // closing would read the rest first, to use the connection again
      answer.abort();
      answer = null;
    }
  }

  private InputStream opened() throws IOException {
    if (answer == null) {
      answer = request();
    }
    return answer;
  }

  private ResponseInputStream<GetObjectResponse> request() throws IOException {
    ResponseInputStream<GetObjectResponse> part;
    try {
      part =
          s3.get()
              .getObject(
                  get ->
                      get.bucket(object.bucket())
                          .key(object.key())
                          .ifMatch(revision.tag())
                          .range("bytes=" + position + "-" + (to - 1)));
    } catch (SdkException failure) {
      throw S3Failure.of(object, failure);
    }
    try {
      check(part.response());
    } catch (IOException wrong) {
      part.abort();
      throw wrong;
    }
    return part;
  }

  /** A store that passes over If-Match or Range would give bytes that are not the ones. */
  private void check(GetObjectResponse part) throws IOException {
    String range = Objects.requireNonNullElse(part.contentRange(), "");
    if (!range.equals("bytes " + position + "-" + (to - 1) + "/" + revision.size())) {
      throw noRanges(object, range);
    }
    if (!revision.tag().equals(part.eTag())) {
      throw new RevisionGone(object.toString());
    }
  }

  private static FileUnreadable noRanges(S3Object object, String found) {
    return new FileUnreadable(
        Problem.of(
            object.toString(),
            "a store that answers with the range '" + found + "' when asked for another",
            "one that knows ranges, as S3 does",
            "copy the file to such a store, or to this machine"),
        new IOException("Content-Range: " + found));
  }
}
