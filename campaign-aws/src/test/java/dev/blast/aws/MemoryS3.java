package dev.blast.aws;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** S3's protocol over objects in memory, with signatures that are checked. */
final class MemoryS3 implements AutoCloseable {

  static final String BUCKET = "audiences";

  private final BlobStoreContext store;
  private final S3Proxy proxy;
  private final S3Client client;

  MemoryS3() throws Exception {
    store =
        ContextBuilder.newBuilder(new TransientApiMetadata())
            .credentials("id", "secret")
            .overrides(new Properties())
            .build(BlobStoreContext.class);
    proxy =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            // those of the SDK's own bookkeeping
            .ignoreUnknownHeaders(true)
            .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
            .build();
    proxy.start();
    client = S3Clients.at(endpoint(), credentials("secret"));
    store.getBlobStore().createContainerInLocation(null, BUCKET);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  S3Client client() {
    return client;
  }

  static AwsCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("id", secret));
  }

  void put(String key, byte[] content) {
    // not through the client: s3proxy does not know the checksum that the SDK sends along
    BlobStore blobs = store.getBlobStore();
    blobs.putBlob(
        BUCKET, blobs.blobBuilder(key).payload(content).contentLength(content.length).build());
  }

  void delete(String key) {
    store.getBlobStore().removeBlob(BUCKET, key);
  }

  @Override
  public void close() throws Exception {
    client.close();
    proxy.stop();
    store.close();
  }
}
