package dev.blast.aws.s3;

import dev.blast.run.RunId;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects under one prefix of a bucket. An object is there whole, or not at all. Thread-safe;
 * blocks; what is written is durable when a call returns. Throws {@link ObjectsUnavailable} when S3
 * does not do what is asked.
 */
public final class RunObjects {

  static final String CSV = "text/csv; charset=utf-8";

  /** The rows of a run that are no recipients: its file for {@link #of}. */
  public static final String REJECTS = "rejects.csv";

  private final S3Client s3;
  private final String bucket;
  private final String prefix;

  /**
   * @param s3 not closed
   * @param prefix of every key: empty, or ending in {@code /}
   */
  public RunObjects(S3Client s3, String bucket, String prefix) {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("a prefix that does not end in /: " + prefix);
    }
    this.s3 = s3;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /** The name of an object that belongs to a run, such as its {@code report.csv}. */
  public static String of(RunId run, String file) {
    return "runs/" + run + "/" + file;
  }

  /** Where the object of this name is, or would be. */
  public String address(String name) {
    return "s3://" + bucket + "/" + prefix + name;
  }

  /** Writes an object that fits into memory, in place of one with its name. */
  public void put(String name, byte[] content, String type) {
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(prefix + name)
                  .contentType(type)
                  // S3 refuses what was damaged on its way (API reference, PutObject)
                  .contentMD5(md5(content)),
          body(content, type));
    } catch (SdkException failure) {
      throw ObjectsUnavailable.of("write", address(name), failure);
    }
  }

  /**
   * Writes an object whose name says what is in it, so that it can never be another; a second call
   * with this content changes nothing.
   *
   * @param kind what its name begins with
   * @param ending what its name ends in, such as {@code .json}
   * @return its name, for {@link #frozen}
   */
  public String freeze(String kind, byte[] content, String ending, String type) {
    String name = kind + "-" + sha256(content) + ending;
    put(name, content, type);
    return name;
  }

  /**
   * What {@link #freeze} wrote. That it is missing, or has other content than its name says, is an
   * {@link ObjectsUnavailable}.
   */
  public byte[] frozen(String name) {
    return findFrozen(name)
        .orElseThrow(
            () ->
                new ObjectsUnavailable(
                    address(name)
                        + " is gone, and a run needs it; restore it, or undo its deletion"));
  }

  /** As {@link #frozen}; empty when it is missing. */
  public Optional<byte[]> findFrozen(String name) {
    Optional<byte[]> content = find(name);
    if (content.isPresent() && !name.contains("-" + sha256(content.get()))) {
      throw new ObjectsUnavailable(
          address(name) + " has other content than its name says; restore it from a backup");
    }
    return content;
  }

  /** The content of an object that fits into memory; empty when there is none. */
  public Optional<byte[]> find(String name) {
    try {
      return Optional.of(
          s3.getObjectAsBytes(get -> get.bucket(bucket).key(prefix + name)).asByteArray());
    } catch (NoSuchKeyException none) {
      return Optional.empty();
    } catch (SdkException failure) {
      throw ObjectsUnavailable.of("read", address(name), failure);
    }
  }

  /**
   * Begins an object of any length. The caller closes it.
   *
   * @param type its media type
   */
  public Upload upload(String name, String type) {
    return new Upload(s3, bucket, prefix + name, type);
  }

  /**
   * Writes a text of any length in UTF-8, in place of one with its name; when {@code content}
   * throws, nothing is changed. Memory does not grow with the text.
   *
   * @param content writes it; it may close the writer, or leave it open
   * @return what {@code content} returned
   */
  public <T> T text(String name, String type, Function<Writer, T> content) {
    try (Upload upload = upload(name, type)) {
      Writer writer = new OutputStreamWriter(upload, StandardCharsets.UTF_8);
      T answer = content.apply(new Unclosed(writer));
      writer.flush();
      upload.complete();
      return answer;
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + address(name), failed);
    }
  }

  /** Whoever closes it has written everything, but whether it counts is decided here. */
  private static final class Unclosed extends FilterWriter {

    Unclosed(Writer out) {
      super(out);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  /**
   * Copies an object in place of one with the second name; false when S3 will never do that, as
   * where there is none with the first, or it is larger than 5 GB (API reference, CopyObject).
   */
  boolean copy(String from, String to) {
    try {
      var copied =
          s3.copyObject(
              copy ->
                  copy.sourceBucket(bucket)
                      .sourceKey(prefix + from)
                      .destinationBucket(bucket)
                      .destinationKey(prefix + to));
      return true;
    } catch (S3Exception failure) {
      if (failure.statusCode() / 100 == 4 && !failure.isThrottlingException()) {
        return false;
      }
      throw ObjectsUnavailable.of("copy", address(from), failure);
    } catch (SdkException failure) {
      throw ObjectsUnavailable.of("copy", address(from), failure);
    }
  }

  /** Without a copy: the bytes stay as they are until the request is over. */
  static RequestBody body(byte[] content, String type) {
    return RequestBody.fromContentProvider(
        ContentStreamProvider.fromByteArrayUnsafe(content), content.length, type);
  }

  static String md5(byte[] content) {
    return Base64.getEncoder().encodeToString(digest("MD5", content));
  }

  private static String sha256(byte[] content) {
    return HexFormat.of().formatHex(digest("SHA-256", content));
  }

  private static byte[] digest(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
