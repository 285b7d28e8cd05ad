package dev.blast.aws;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Audiences and suppression lists in S3, {@code s3://bucket/key}. The key is taken as it is
 * written: nothing in it is decoded. Thread-safe.
 */
public final class S3Audiences implements Audiences {

  private static final Pattern URI = Pattern.compile("s3://([^/]+)/(.+)", Pattern.DOTALL);

  private final Supplier<S3Client> clients;
  private final Pause pause;
  private @Nullable S3Client client;

  /**
   * @param clients asked once, when S3 is needed first: nobody else needs a region or credentials.
   *     The client lives as long as the process
   */
  public S3Audiences(Supplier<S3Client> clients) {
    this(clients, Pause.ASLEEP);
  }

  S3Audiences(Supplier<S3Client> clients, Pause pause) {
    this.clients = clients;
    this.pause = pause;
  }

  /** Whether a path of a campaign is one of S3. */
  public static boolean covers(String uri) {
    return URI.matcher(uri).matches();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when this is no {@code s3://bucket/key}
   */
  @Override
  public AudienceFile at(String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not s3://bucket/key: " + uri);
    }
    return new S3File(this::client, new S3Object(parts.group(1), parts.group(2)), pause);
  }

  private synchronized S3Client client() {
    if (client == null) {
      client = clients.get();
    }
    return client;
  }
}
