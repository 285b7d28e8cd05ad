package dev.blast.sender.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.blast.delivery.Channel.Outgoing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A request as it travels: its head, and the JSON of one message. */
final class WebhookRequest {

  // An emoji as itself: not every provider puts two escapes together again.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
          .build();

  private WebhookRequest() {}

  /**
   * @param head its line and the headers that are the same for all messages
   * @param keyHeader the name of the header of the idempotency key
   */
  static byte[] of(Outgoing message, byte[] head, String keyHeader) {
    byte[] body = json(message);
    byte[] rest =
        (keyHeader
                + ": "
                + IdempotencyKey.header(message.idempotencyKey())
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[head.length + rest.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(rest, 0, request, head.length, rest.length);
    System.arraycopy(body, 0, request, head.length + rest.length, body.length);
    return request;
  }

  private static byte[] json(Outgoing message) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(256 + message.subject().length() + message.body().length());
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("runId", message.runId());
      json.writeStringField("recipientId", message.recipientId());
      json.writeStringField("address", message.address());
      json.writeStringField("subject", message.subject());
      json.writeStringField("body", message.body());
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
