package dev.blast.aws.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.Connections;
import dev.blast.aws.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Asks Systems Manager for parameters, by the SDK's signer and HTTP client alone: its own module
 * would make the sender's package larger by a quarter, for this one request. Stateless; blocks.
 */
final class ParameterReader {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI endpoint;
  private final Region region;
  private final AwsCredentialsProvider credentials;

  ParameterReader(URI endpoint, Region region, AwsCredentialsProvider credentials) {
    this.endpoint = endpoint;
    this.region = region;
    this.credentials = credentials;
  }

  /** For the account, region and endpoint of the environment, as the SDK finds them. */
  static ParameterReader fromEnvironment() {
    Region region = new DefaultAwsRegionProviderChain().getRegion();
    URI endpoint =
        Stream.of(
                System.getProperty("aws.endpointUrlSsm"),
                System.getenv("AWS_ENDPOINT_URL_SSM"),
                System.getenv("AWS_ENDPOINT_URL"))
            .flatMap(Stream::ofNullable)
            .findFirst()
            .map(URI::create)
            .orElseGet(
                () ->
                    URI.create(
                        "https://ssm." + region + "." + PartitionMetadata.of(region).dnsSuffix()));
    return new ParameterReader(endpoint, region, Credentials.fromEnvironment());
  }

  /**
   * The values by name, and by ARN.
   *
   * @param names ten at most (API reference, GetParameters)
   * @throws IOException when there is no answer, or a refusal; or a parameter is missing, which the
   *     message names
   */
  Map<String, String> read(List<String> names) throws IOException {
    JsonNode answer = ask(JSON.writeValueAsBytes(Map.of("Names", names, "WithDecryption", true)));
    if (!answer.path("InvalidParameters").isEmpty()) {
      throw new IOException(
          "there are no parameters "
              + answer.path("InvalidParameters")
              + "; create them, or correct secret_parameters");
    }
    Map<String, String> values = new HashMap<>();
    for (JsonNode each : answer.path("Parameters")) {
      values.put(each.path("Name").asText(), each.path("Value").asText());
      values.put(each.path("ARN").asText(), each.path("Value").asText());
    }
    return values;
  }

  private JsonNode ask(byte[] body) throws IOException {
    try (SdkHttpClient http = Connections.http(1, Connections.SILENCE).build()) {
      HttpExecuteResponse response = http.prepareRequest(signed(body)).call();
      JsonNode answer =
          JSON.readTree(response.responseBody().map(ParameterReader::bytes).orElse(new byte[0]));
      if (!response.httpResponse().isSuccessful()) {
        throw new IOException(
            "%s (HTTP %d): %s"
                .formatted(
                    answer.path("__type").asText(),
                    response.httpResponse().statusCode(),
                    answer.path("message").asText(answer.path("Message").asText())));
      }
      return answer;
    }
  }

  private static byte[] bytes(InputStream in) {
    try (in) {
      return in.readAllBytes();
    } catch (IOException broken) {
      return new byte[0];
    }
  }

  private HttpExecuteRequest signed(byte[] body) {
    ContentStreamProvider payload = ContentStreamProvider.fromByteArray(body);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", "AmazonSSM.GetParameters")
            .putHeader("Content-Length", Integer.toString(body.length))
            .build();
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ssm")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()));
    return HttpExecuteRequest.builder()
        .request(signed.request())
        .contentStreamProvider(signed.payload().orElse(payload))
        .build();
  }
}
