package dev.blast.sender.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.blast.delivery.Channel.Outgoing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** The JSON of one request; knows whether the provider may have seen it. */
final class WebhookBody extends AbstractHttpEntity {

  // An emoji as itself: not every provider puts two escapes together again.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
          .build();

  private final byte[] json;
  private volatile boolean begun;

  private WebhookBody(byte[] json) {
    // The content type is among the headers, where the campaign can set it.
    super((String) null, null);
    this.json = json;
  }

  static WebhookBody of(Outgoing message) {
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
    return new WebhookBody(out.toByteArray());
  }

  /**
   * Whether any byte may have left. Before that the provider has at most the head of a request
   * whose body never came, and cannot have acted on it.
   */
  boolean begun() {
    return begun;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    begun = true;
    out.write(json);
  }

  @Override
  public long getContentLength() {
    return json.length;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public InputStream getContent() {
    return new ByteArrayInputStream(json);
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public void close() {}
}
