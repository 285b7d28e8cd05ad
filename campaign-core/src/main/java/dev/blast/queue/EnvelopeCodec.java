package dev.blast.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one encoding of an envelope: JSON that SQS accepts as a message body.
 *
 * <pre>
 * {"v":1,"id":"morning-coupon@20261124T070000Z/0/7","r":[[2,"c-17","anna@example.com","Anna"]]}
 * </pre>
 *
 * <p>A recipient is its line, id and address, then its values. Thread-safe.
 */
public final class EnvelopeCodec {

  /** The version written, and the only one read. */
  public static final int VERSION = 1;

  // The default pool is per thread, which a virtual thread per envelope would never use twice.
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(64)).build();

  /**
   * Characters above this are escaped. One such character would make every string of the message,
   * in the SDK and behind it, twice as large and slower to encode; and SQS refuses a whole message
   * for U+FFFE or U+FFFF in it (SendMessageBatch, message body).
   */
  private static final int LATIN_1 = 0xFF;

  private static final int ID_AND_ADDRESS = 2;

  private EnvelopeCodec() {}

  /** An encoded envelope. */
  public record Encoded(String body, int bytes) {}

  /** What a message body turned out to be. */
  public sealed interface Decoded {

    record Valid(Envelope envelope) implements Decoded {}

    /** Not an envelope, or one of another version. */
    record Unreadable(String why) implements Decoded {}
  }

  /** Encodes an envelope; {@link #decode} gives back an equal one. */
  public static Encoded encode(Envelope envelope) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(envelope.recipients().size() * 256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.setHighestNonEscapedChar(LATIN_1);
      json.writeStartObject();
      json.writeNumberField("v", VERSION);
      json.writeStringField("id", envelope.id().toString());
      json.writeArrayFieldStart("r");
      for (Recipient recipient : envelope.recipients()) {
        write(recipient, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    byte[] utf8 = bytes.toByteArray();
    return new Encoded(new String(utf8, StandardCharsets.UTF_8), utf8.length);
  }

  private static void write(Recipient recipient, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeNumber(recipient.line());
    json.writeString(recipient.id());
    json.writeString(recipient.address());
    for (String value : recipient.values()) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Decodes a message body; unknown fields are passed over. Throws nothing for any text. */
  public static Decoded decode(String body) {
    try (JsonParser json = JSON.createParser(body)) {
      return new EnvelopeFields().read(json);
    } catch (JsonProcessingException malformed) {
      // The parser's own message may quote the text, and the text may hold an address.
      long position = malformed.getLocation().getCharOffset();
      return new Decoded.Unreadable("not an envelope: malformed JSON at character " + position);
    } catch (IOException | IllegalArgumentException malformed) {
      return new Decoded.Unreadable("not an envelope: " + malformed.getMessage());
    }
  }

  /** The fields of an envelope, as they come. */
  private static final class EnvelopeFields {
    private int version;
    private Optional<EnvelopeId> id = Optional.empty();
    private List<Recipient> recipients = List.of();

    Decoded read(JsonParser json) throws IOException {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "v" -> version = json.getIntValue();
          case "id" -> id = EnvelopeId.parse(json.getText());
          case "r" -> recipients = recipients(json);
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        return new Decoded.Unreadable("not an envelope: text after its end");
      }
      return checked();
    }

    private Decoded checked() {
      if (version != VERSION) {
        return new Decoded.Unreadable(
            "envelope version " + version + ", this program reads " + VERSION);
      }
      if (id.isEmpty()) {
        return new Decoded.Unreadable("not an envelope: no valid id");
      }
      if (recipients.isEmpty()) {
        return new Decoded.Unreadable("not an envelope: no recipients");
      }
      return new Decoded.Valid(new Envelope(id.get(), recipients));
    }

    private static List<Recipient> recipients(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      List<Recipient> recipients = new ArrayList<>(32);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        recipients.add(recipient(json));
      }
      return recipients;
    }

    private static Recipient recipient(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT);
      long line = json.getLongValue();
      List<String> texts = new ArrayList<>(8);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken(), JsonToken.VALUE_STRING);
        texts.add(json.getText());
      }
      if (texts.size() < ID_AND_ADDRESS) {
        throw new IllegalArgumentException("a recipient without id or address");
      }
      return new Recipient(line, texts.get(0), texts.get(1), texts.subList(2, texts.size()));
    }

    private static void expect(JsonToken found, JsonToken expected) {
      if (found != expected) {
        throw new IllegalArgumentException("found " + found + ", expected " + expected);
      }
    }
  }
}
