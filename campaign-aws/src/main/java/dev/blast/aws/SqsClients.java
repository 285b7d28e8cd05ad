package dev.blast.aws;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Builds SQS clients. The caller closes them, and with them their connections. */
public final class SqsClients {

  /** Nothing is waited for by a request that sends: this long a silence is a time-out. */
  private static final Duration SEND_SILENCE = Duration.ofSeconds(10);

  /** Can never be there. */
  private static final String NO_FILE = "/dev/null/no-aws-config-file";

  private SqsClients() {}

  /**
   * A client for the account, region and endpoint of the environment, as the SDK finds them; {@code
   * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SQS} reach any emulator.
   *
   * @param maxConnections requests in flight at a time, at most; 1 or more. Each poller that waits
   *     for messages holds one
   */
  public static SqsClient fromEnvironment(int maxConnections) {
    // The SDK compares the MD5 of every body sent and received; over a network that stays on.
    return builder(maxConnections).credentialsProvider(Credentials.fromEnvironment()).build();
  }

  /**
   * As {@link #fromEnvironment}, for {@code SendMessageBatch} alone, at less than half of the CPU.
   * It repeats no request, so that the dispatcher hears of each that is throttled, sends fewer at a
   * time, and waits as long as it says and not a multiple of it. FIPS and dual-stack endpoints are
   * reached by {@code AWS_ENDPOINT_URL_SQS} only.
   */
  public static SqsClient senderFromEnvironment(int maxConnections) {
    SdkHttpClient http = Connections.http(maxConnections, SEND_SILENCE).build();
    SqsClient whole =
        SqsClient.builder()
            .credentialsProvider(Credentials.fromEnvironment())
            .httpClient(http)
            .build();
    return new SqsSendingClient(whole, http);
  }

  /**
   * A client for an emulator on this machine that asks for no credentials.
   *
   * @param maxConnections as in {@link #fromEnvironment}
   */
  public static SqsClient local(URI endpoint, int maxConnections) {
    return isolated(
        onThisMachine(endpoint).httpClientBuilder(direct(maxConnections, Connections.SILENCE)));
  }

  /** As {@link #local}, for sending alone: see {@link #senderFromEnvironment}. */
  public static SqsClient localSender(URI endpoint, int maxConnections) {
    SdkHttpClient http = direct(maxConnections, SEND_SILENCE).build();
    SqsClient whole = isolated(onThisMachine(endpoint).httpClient(http));
    return new SqsSendingClient(whole, http);
  }

  /**
   * Nothing of it is resolved from outside: whatever the environment, system properties or AWS's
   * config file say of proxies, endpoints, regions, profiles, modes and retries is about AWS.
   */
  private static SqsClientBuilder onThisMachine(URI endpoint) {
    // Without credentials nothing is signed, and over loopback nothing is damaged: neither the
    // SHA-256 of every request nor the MD5 of every body is worth its time there.
    return SqsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .fipsEnabled(false)
        .dualstackEnabled(false)
        .defaultsMode(DefaultsMode.STANDARD)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .checksumValidationEnabled(false)
        .overrideConfiguration(SqsClients::isolated);
  }

  private static void isolated(ClientOverrideConfiguration.Builder override) {
    ProfileFile none =
        ProfileFile.builder()
            .content(InputStream.nullInputStream())
            .type(ProfileFile.Type.CONFIGURATION)
            .build();
    override
        .defaultProfileFile(none)
        .defaultProfileName("blast")
        .retryStrategy(Connections.retries())
        .compressionConfiguration(
            off -> off.requestCompressionEnabled(false).minimumCompressionThresholdInBytes(0))
        .metricPublishers(List.of())
        .appId("blast");
  }

  /**
   * The SDK's builder reads AWS's config file before it looks whether another one was given, and
   * fails with one that is broken. Then it is built once more without any: the only way is by the
   * process's own settings, and whoever else reads them meanwhile finds the file broken as well.
   */
  private static SqsClient isolated(SqsClientBuilder builder) {
    try {
      return builder.build();
    } catch (RuntimeException brokenConfigFile) {
      return withoutConfigFile(builder, brokenConfigFile);
    }
  }

  private static synchronized SqsClient withoutConfigFile(
      SqsClientBuilder builder, RuntimeException brokenConfigFile) {
    String config = ProfileFileSystemSetting.AWS_CONFIG_FILE.property();
    String credentials = ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE.property();
    String configBefore = System.getProperty(config);
    String credentialsBefore = System.getProperty(credentials);
    try {
      System.setProperty(config, NO_FILE);
      System.setProperty(credentials, NO_FILE);
      return builder.build();
    } catch (RuntimeException another) {
      brokenConfigFile.addSuppressed(another);
      throw brokenConfigFile;
    } finally {
      restore(config, configBefore);
      restore(credentials, credentialsBefore);
    }
  }

  private static void restore(String property, @Nullable String before) {
    if (before == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, before);
    }
  }

  /** To this machine, and so past every proxy. */
  private static Apache5HttpClient.Builder direct(int maxConnections, Duration silence) {
    return Connections.http(maxConnections, silence)
        .proxyConfiguration(
            ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build());
  }

  private static SqsClientBuilder builder(int maxConnections) {
    // Whole requests are repeated; entries that a 200 answer reports as failed are the caller's.
    return SqsClient.builder()
        .httpClientBuilder(Connections.http(maxConnections, Connections.SILENCE))
        .overrideConfiguration(override -> override.retryStrategy(Connections.retries()));
  }
}
