package dev.blast.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsServiceClientConfiguration;
import software.amazon.awssdk.services.sqs.endpoints.SqsEndpointProvider;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * {@code SendMessageBatch} and nothing else, on the SDK's own signer and HTTP client: the layers
 * between them cost as much again (benchmarks/dispatch.sh). Thread-safe.
 *
 * <p>It repeats nothing, and compares no MD5: the signature covers the body, and TLS the answer.
 * Messages have a body, an id, a delay, a group and a deduplication id; attributes are not sent.
 */
final class SqsSendingClient implements SqsClient {

  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(64)).build();

  /** Requests signed up to five minutes off are taken (Signature Version 4). */
  private static final Duration TOLERATED_SKEW = Duration.ofMinutes(4);

  private final SqsClient whole;
  private final SdkHttpClient http;
  private final SqsServiceClientConfiguration settings;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final SdkHttpRequest blank;
  private volatile Clock clock = Clock.systemUTC();

  /**
   * @param whole says region, endpoint and credentials; closed with this one
   * @param http closed with this one
   */
  SqsSendingClient(SqsClient whole, SdkHttpClient http) {
    this.whole = whole;
    this.http = http;
    this.settings = whole.serviceClientConfiguration();
    this.blank =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint(settings))
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .putHeader("X-Amz-Target", "AmazonSQS.SendMessageBatch")
            .build();
  }

  private static URI endpoint(SqsServiceClientConfiguration settings) {
    return settings
        .endpointOverride()
        .orElseGet(
            () ->
                ((SqsEndpointProvider) settings.endpointProvider().orElseThrow())
                    .resolveEndpoint(parameters -> parameters.region(settings.region()))
                    .join()
                    .url());
  }

  /**
   * {@inheritDoc}
   *
   * @throws SqsException when SQS answers with an error
   * @throws SdkClientException when it cannot be reached, or its answer cannot be read
   */
  @Override
  public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
    try {
      byte[] body = body(request);
      HttpExecuteResponse response = http.prepareRequest(signed(body)).call();
      SdkHttpResponse head = response.httpResponse();
      byte[] answer = read(response.responseBody());
      if (!head.isSuccessful()) {
        throw failure(head, answer);
      }
      return answer(answer);
    } catch (IOException failed) {
      throw SdkClientException.create("Unable to send: " + failed, failed);
    }
  }

  private HttpExecuteRequest signed(byte[] body) {
    AwsCredentialsIdentity identity = settings.credentialsProvider().resolveIdentity().join();
    ContentStreamProvider payload = ContentStreamProvider.fromByteArrayUnsafe(body);
    SdkHttpRequest request =
        blank.toBuilder().putHeader("Content-Length", Integer.toString(body.length)).build();
    SignedRequest signed =
        signer.sign(
            sign ->
                sign.identity(identity)
                    .request(request)
                    .payload(payload)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sqs")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region().id())
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    return HttpExecuteRequest.builder()
        .request(signed.request())
        .contentStreamProvider(signed.payload().orElse(payload))
        .build();
  }

  private static byte[] body(SendMessageBatchRequest request) throws IOException {
    ByteArrayBuilder bytes = new ByteArrayBuilder(8192);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("QueueUrl", request.queueUrl());
      json.writeArrayFieldStart("Entries");
      for (SendMessageBatchRequestEntry entry : request.entries()) {
        write(entry, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(SendMessageBatchRequestEntry entry, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("Id", entry.id());
    json.writeStringField("MessageBody", entry.messageBody());
    if (entry.delaySeconds() != null) {
      json.writeNumberField("DelaySeconds", entry.delaySeconds());
    }
    if (entry.messageGroupId() != null) {
      json.writeStringField("MessageGroupId", entry.messageGroupId());
    }
    if (entry.messageDeduplicationId() != null) {
      json.writeStringField("MessageDeduplicationId", entry.messageDeduplicationId());
    }
    json.writeEndObject();
  }

  /** To the end and closed, so that the connection is used again. */
  private static byte[] read(Optional<AbortableInputStream> body) throws IOException {
    if (body.isEmpty()) {
      return new byte[0];
    }
    try (InputStream in = body.get()) {
      return in.readAllBytes();
    }
  }

  private static SendMessageBatchResponse answer(byte[] answer) throws IOException {
    List<SendMessageBatchResultEntry> successful = new ArrayList<>(10);
    List<BatchResultErrorEntry> failed = new ArrayList<>(0);
    try (JsonParser json = JSON.createParser(answer)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the answer is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String list = json.currentName();
        json.nextToken();
        switch (list) {
          case "Successful" -> {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              successful.add(sent(json));
            }
          }
          case "Failed" -> {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              failed.add(failed(json));
            }
          }
          default -> json.skipChildren();
        }
      }
    }
    return SendMessageBatchResponse.builder().successful(successful).failed(failed).build();
  }

  private static SendMessageBatchResultEntry sent(JsonParser json) throws IOException {
    SendMessageBatchResultEntry.Builder entry = SendMessageBatchResultEntry.builder();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "Id" -> entry.id(json.getValueAsString());
        case "MessageId" -> entry.messageId(json.getValueAsString());
        default -> json.skipChildren();
      }
    }
    return entry.build();
  }

  private static BatchResultErrorEntry failed(JsonParser json) throws IOException {
    BatchResultErrorEntry.Builder entry = BatchResultErrorEntry.builder();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "Id" -> entry.id(json.getValueAsString());
        case "Code" -> entry.code(json.getValueAsString());
        case "Message" -> entry.message(json.getValueAsString());
        case "SenderFault" -> entry.senderFault(json.getValueAsBoolean());
        default -> json.skipChildren();
      }
    }
    return entry.build();
  }

  private SqsException failure(SdkHttpResponse head, byte[] answer) {
    String code = "";
    String message = "";
    try (JsonParser json = JSON.createParser(answer)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "__type" -> code = afterLast('#', json.getValueAsString(""));
          case "message", "Message" -> message = json.getValueAsString("");
          default -> json.skipChildren();
        }
      }
    } catch (IOException noJson) {
      message = "an answer that is no JSON";
    }
    // The name that the query protocol had, which is the one in most documents.
    String legacy = head.firstMatchingHeader("x-amzn-query-error").orElse("");
    String name = legacy.isEmpty() ? code : legacy.split(";", 2)[0];
    if (head.statusCode() == 403) {
      head.firstMatchingHeader("Date").ifPresent(this::correctClock);
    }
    AwsErrorDetails details =
        AwsErrorDetails.builder()
            .serviceName("Sqs")
            .errorCode(name.isEmpty() ? "HTTP " + head.statusCode() : name)
            .errorMessage(message)
            .sdkHttpResponse(head)
            .build();
    return (SqsException)
        SqsException.builder()
            .statusCode(head.statusCode())
            .message(message)
            .awsErrorDetails(details)
            .build();
  }

  private static String afterLast(char separator, String text) {
    return text.substring(text.lastIndexOf(separator) + 1);
  }

  /** A machine whose clock is wrong signs by SQS's from now on, as the SDK's own client does. */
  private void correctClock(String date) {
    Clock ours = Clock.systemUTC();
    clock = Clock.offset(ours, skew(date, ours.instant()));
  }

  /** How far a clock is behind that of a server with this {@code Date}; zero when near enough. */
  static Duration skew(String date, Instant now) {
    try {
      Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration skew = Duration.between(now, theirs);
      return skew.abs().compareTo(TOLERATED_SKEW) > 0 ? skew : Duration.ZERO;
    } catch (DateTimeException unreadable) {
      return Duration.ZERO;
    }
  }

  @Override
  public SqsServiceClientConfiguration serviceClientConfiguration() {
    return settings;
  }

  @Override
  public String serviceName() {
    return whole.serviceName();
  }

  @Override
  public void close() {
    whole.close();
    http.close();
  }
}
