package dev.blast.aws.s3;

import dev.blast.audience.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object on its way into S3, in parts of 8 MiB, one of which is in memory. It is there when
 * {@link #complete} returns; closed before that it never was, and its parts are thrown away. What a
 * process that dies leaves of parts costs until a lifecycle rule of the bucket aborts it. Throws
 * {@link ObjectsUnavailable} when S3 does not take it. Not thread-safe.
 */
public final class Upload extends OutputStream {

  /** S3 takes 10,000 parts (user guide, multipart upload limits), so up to 80 GB. */
  static final int PART = 8 * 1024 * 1024;

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final String type;
  private final List<CompletedPart> parts = new ArrayList<>();
  private byte[] buffer = new byte[64 * 1024];
  private int filled;
  private long size;
  private Optional<String> id = Optional.empty();
  private boolean over;

  Upload(S3Client s3, String bucket, String key, String type) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.type = type;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (over) {
      throw new IOException(address() + " is complete or given up");
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == PART) {
        sendPart();
      }
      int some = Math.min(left, PART - filled);
      room(filled + some);
      System.arraycopy(bytes, from, buffer, filled, some);
      filled += some;
      from += some;
      left -= some;
    }
    size += length;
  }

  private void room(int needed) {
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(PART, Math.max(needed, 2 * buffer.length)));
    }
  }

  /**
   * Puts the object under its name, in place of an older one.
   *
   * @return its content
   * @throws IllegalStateException when it is complete or closed, or a part of it failed
   */
  public Revision complete() {
    if (over) {
      throw new IllegalStateException(address() + " is complete or given up");
    }
    try {
      String tag = id.isEmpty() ? whole() : joined(id.get());
      over = true;
      return new Revision(size, tag);
    } catch (SdkException failure) {
      throw ObjectsUnavailable.of("write", address(), failure);
    }
  }

  private String whole() {
    byte[] content = content();
    return s3.putObject(
            put ->
                put.bucket(bucket).key(key).contentType(type).contentMD5(RunObjects.md5(content)),
            RunObjects.body(content, type))
        .eTag();
  }

  private String joined(String upload) {
    if (filled > 0) {
      sendPart();
    }
    return s3.completeMultipartUpload(
            complete ->
                complete
                    .bucket(bucket)
                    .key(key)
                    .uploadId(upload)
                    .multipartUpload(all -> all.parts(parts)))
        .eTag();
  }

  private void sendPart() {
    try {
      String upload = id.orElseGet(this::begin);
      int number = parts.size() + 1;
      byte[] content = content();
      String tag =
          s3.uploadPart(
                  part ->
                      part.bucket(bucket)
                          .key(key)
                          .uploadId(upload)
                          .partNumber(number)
                          .contentMD5(RunObjects.md5(content)),
                  RunObjects.body(content, type))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      filled = 0;
    } catch (SdkException failure) {
      // Bytes are missing from now on: whoever passes over this must not complete it.
      close();
      throw ObjectsUnavailable.of("write", address(), failure);
    }
  }

  /** A full buffer is sent as it is: nobody reads it after the request. */
  private byte[] content() {
    return filled == buffer.length ? buffer : Arrays.copyOf(buffer, filled);
  }

  private String begin() {
    String begun =
        s3.createMultipartUpload(create -> create.bucket(bucket).key(key).contentType(type))
            .uploadId();
    id = Optional.of(begun);
    return begun;
  }

  /** Gives up what is not complete. */
  @Override
  public void close() {
    if (!over) {
      over = true;
      id.ifPresent(this::abort);
    }
  }

  private void abort(String upload) {
    try {
      s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException left) {
      // Nobody sees the parts; the bucket's lifecycle rule aborts them. What went wrong before this
      // is what the caller must hear of.
    }
  }

  private String address() {
    return "s3://" + bucket + "/" + key;
  }
}
