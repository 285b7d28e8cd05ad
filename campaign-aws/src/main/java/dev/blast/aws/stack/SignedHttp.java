package dev.blast.aws.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.Connections;
import dev.blast.aws.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Asks a service that answers in JSON, by the SDK's signer and HTTP client alone: its own module
 * would make a package larger by a quarter, for one request. Stateless; blocks.
 */
final class SignedHttp {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String service;
  private final URI endpoint;
  private final Region region;
  private final AwsCredentialsProvider credentials;

  /**
   * @param service by its signing name, such as {@code ssm}
   */
  SignedHttp(String service, URI endpoint, Region region, AwsCredentialsProvider credentials) {
    this.service = service;
    this.endpoint = endpoint;
    this.region = region;
    this.credentials = credentials;
  }

  /** For the account, region and endpoint of the environment, as the SDK finds them. */
  static SignedHttp fromEnvironment(String service) {
    Region region = new DefaultAwsRegionProviderChain().getRegion();
    String capital = service.substring(0, 1).toUpperCase(Locale.ROOT) + service.substring(1);
    URI endpoint =
        Stream.of(
                System.getProperty("aws.endpointUrl" + capital),
                System.getenv("AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT)),
                System.getenv("AWS_ENDPOINT_URL"))
            .flatMap(Stream::ofNullable)
            .findFirst()
            .map(URI::create)
            .orElseGet(
                () ->
                    URI.create(
                        "https://%s.%s.%s"
                            .formatted(service, region, PartitionMetadata.of(region).dnsSuffix())));
    return new SignedHttp(service, endpoint, region, Credentials.fromEnvironment());
  }

  /** What the service answered instead of what it was asked for. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    /** Those that are about the moment, or about the credentials of one process. */
    private static final Set<String> PASSING =
        Set.of(
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");

    private static final int TOO_MANY = 429;

    private final boolean lasting;

    private Refused(String code, int status, String message) {
      super("%s (HTTP %d): %s".formatted(code, status, message));
      this.lasting = status / 100 == 4 && status != TOO_MANY && !PASSING.contains(code);
    }

    /** Whether the same request is refused until somebody changes a permission or a setting. */
    boolean isLasting() {
      return lasting;
    }
  }

  /**
   * The JSON of an answer.
   *
   * @param request sets method, path and headers of its own
   * @throws Refused when the service refuses
   * @throws IOException when there is no answer
   */
  JsonNode ask(Consumer<SdkHttpRequest.Builder> request, byte[] body) throws IOException {
    try (SdkHttpClient http = Connections.http(1, Connections.SILENCE).build()) {
      HttpExecuteResponse response = http.prepareRequest(signed(request, body)).call();
      byte[] answer = response.responseBody().map(SignedHttp::bytes).orElse(new byte[0]);
      if (!response.httpResponse().isSuccessful()) {
        throw refused(response.httpResponse(), answer);
      }
      return JSON.readTree(answer);
    }
  }

  private static Refused refused(SdkHttpResponse response, byte[] answer) {
    JsonNode said = tree(answer);
    String code =
        Optional.of(said.path("__type").asText())
            .filter(type -> !type.isEmpty())
            .or(() -> response.firstMatchingHeader("x-amzn-ErrorType"))
            .orElse("no code");
    return new Refused(
        // com.amazonaws.ssm#AccessDeniedException, AccessDeniedException:http://…
        code.substring(code.indexOf('#') + 1).replaceFirst(":.*", ""),
        response.statusCode(),
        said.path("message").asText(said.path("Message").asText()));
  }

  /** A proxy between may answer in another language. */
  private static JsonNode tree(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException notJson) {
      return JSON.createObjectNode();
    }
  }

  private static byte[] bytes(InputStream in) {
    try (in) {
      return in.readAllBytes();
    } catch (IOException broken) {
      return new byte[0];
    }
  }

  private HttpExecuteRequest signed(Consumer<SdkHttpRequest.Builder> asked, byte[] body) {
    ContentStreamProvider payload = ContentStreamProvider.fromByteArray(body);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .uri(endpoint)
            .putHeader("Content-Length", Integer.toString(body.length));
    asked.accept(request);
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(credentials.resolveCredentials())
                        .request(request.build())
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()));
    return HttpExecuteRequest.builder()
        .request(signed.request())
        .contentStreamProvider(signed.payload().orElse(payload))
        .build();
  }
}
