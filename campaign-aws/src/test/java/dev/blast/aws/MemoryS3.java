package dev.blast.aws;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * S3's protocol over objects in memory, with signatures that are checked; or, where {@code
 * AWS_ENDPOINT_URL_S3} is set, wherever that points to: there the bucket and its objects stay.
 */
public final class MemoryS3 implements AutoCloseable {

  public static final String BUCKET = "audiences";

  private final URI endpoint;
  private final AutoCloseable server;
  private final S3Client client;

  public MemoryS3() throws Exception {
    String elsewhere = System.getenv("AWS_ENDPOINT_URL_S3");
    if (elsewhere == null) {
      BlobStoreContext store =
          ContextBuilder.newBuilder(new TransientApiMetadata())
              .credentials("id", "secret")
              .overrides(new Properties())
              .build(BlobStoreContext.class);
      S3Proxy proxy =
          S3Proxy.builder()
              .blobStore(store.getBlobStore())
              .endpoint(URI.create("http://127.0.0.1:0"))
              // those of the SDK's own bookkeeping
              .ignoreUnknownHeaders(true)
              .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
              .build();
      proxy.start();
      endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
      client = S3Clients.at(endpoint, credentials("secret"));
      server =
          () -> {
            proxy.stop();
            store.close();
          };
    } else {
      endpoint = URI.create(elsewhere);
      client = S3Clients.fromEnvironment();
      server = () -> {};
    }
    try {
      client.createBucket(create -> create.bucket(BUCKET));
    } catch (BucketAlreadyOwnedByYouException there) {
      // by an earlier test
    }
  }

  /** One for all tests of the process; it ends with it. */
  public static MemoryS3 shared() {
    return Shared.S3;
  }

  private static final class Shared {
    private static final MemoryS3 S3 = start();

    private static MemoryS3 start() {
      try {
        return new MemoryS3();
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Closed with this. */
  public S3Client client() {
    return client;
  }

  static AwsCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("id", secret));
  }

  /** Puts an object into {@link #BUCKET}. */
  public void put(String key, byte[] content) {
    client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
  }

  void delete(String key) {
    client.deleteObject(delete -> delete.bucket(BUCKET).key(key));
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.close();
  }
}
