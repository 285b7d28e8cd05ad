package dev.blast.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The one encoding of an envelope: JSON that SQS accepts as a message body.
 *
 * <pre>
 * {"v":2,"id":"morning-coupon@20261124T070000Z/0/7","r":[[2,"c-17","anna@example.com","Anna"]]}
 * </pre>
 *
 * <p>A recipient is its line, id and address, then its values. Where there are many, {@code z}
 * stands for {@code r}: the same array, deflated and in base64, because every byte of a body is
 * paid for at least eight times on its way (escaped, hashed, copied, parsed). Thread-safe.
 */
public final class EnvelopeCodec {

  /** The version written, and the only one read. */
  public static final int VERSION = 2;

  // The default pool is per thread, which a virtual thread per envelope would never use twice.
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(64)).build();

  private static final int ID_AND_ADDRESS = 2;

  /** What a body inflates to, at most; more was not written by {@link EnvelopeWriter}. */
  private static final int MAX_INFLATED = 1024 * 1024;

  private EnvelopeCodec() {}

  /**
   * An encoded envelope.
   *
   * @param bytes length of the body in UTF-8
   */
  public record Encoded(String body, int bytes) {}

  /** What a message body turned out to be. */
  public sealed interface Decoded {

    record Valid(Envelope envelope) implements Decoded {}

    /**
     * Not an envelope.
     *
     * @param why never quotes the text, which may hold an address
     */
    record Unreadable(String why) implements Decoded {}

    /** An envelope that another version of this program wrote. */
    record OtherVersion(int version) implements Decoded {
      public String why() {
        return "envelope version " + version + ", this program reads " + VERSION;
      }
    }
  }

  /** Encodes an envelope; {@link #decode} gives back an equal one. */
  public static Encoded encode(Envelope envelope) {
    EnvelopeId id = envelope.id();
    EnvelopeWriter writer = new EnvelopeWriter(id.run(), id.shard());
    envelope.recipients().forEach(writer::recipient);
    return writer.finish(id.sequence());
  }

  /** Decodes a message body; unknown fields are passed over. Throws nothing for any text. */
  public static Decoded decode(String body) {
    EnvelopeFields fields = new EnvelopeFields();
    try (JsonParser json = JSON.createParser(body)) {
      return fields.read(json);
    } catch (JsonProcessingException malformed) {
      // The parser's own message may quote the text, and the text may hold an address.
      JsonLocation at = malformed.getLocation();
      long position = Math.max(at.getCharOffset(), at.getByteOffset());
      return fields.unread("malformed JSON at character " + position);
    } catch (IOException | IllegalArgumentException malformed) {
      return fields.unread(String.valueOf(malformed.getMessage()));
    }
  }

  /** The fields of an envelope, as they come. */
  private static final class EnvelopeFields {
    private static final int NO_VERSION = 0;

    private int version = NO_VERSION;
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
          case "z" -> recipients = deflatedRecipients(json);
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        return unread("text after its end");
      }
      return checked();
    }

    /** What to make of a text that could not be read on: another version has other fields. */
    Decoded unread(String why) {
      return version == NO_VERSION || version == VERSION
          ? new Decoded.Unreadable("not an envelope: " + why)
          : new Decoded.OtherVersion(version);
    }

    private Decoded checked() {
      if (version == NO_VERSION) {
        return unread("no version");
      }
      if (version != VERSION) {
        return new Decoded.OtherVersion(version);
      }
      if (id.isEmpty()) {
        return unread("no valid id");
      }
      if (recipients.isEmpty()) {
        return unread("no recipients");
      }
      return new Decoded.Valid(new Envelope(id.get(), recipients));
    }

    private static List<Recipient> deflatedRecipients(JsonParser json) throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_STRING);
      try (JsonParser inner = JSON.createParser(inflate(json.getText()))) {
        inner.nextToken();
        List<Recipient> recipients = recipients(inner);
        expect(inner.nextToken(), null);
        return recipients;
      }
    }

    private static byte[] inflate(String base64) {
      byte[] deflated = Base64.getDecoder().decode(base64);
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(deflated);
        byte[] plain = new byte[Math.min(MAX_INFLATED, 1024 + deflated.length * 8)];
        int length = inflater.inflate(plain);
        while (!inflater.finished() && length == plain.length && length < MAX_INFLATED) {
          plain = Arrays.copyOf(plain, Math.min(MAX_INFLATED, length * 4));
          length += inflater.inflate(plain, length, plain.length - length);
        }
        if (!inflater.finished()) {
          throw new IllegalArgumentException("recipients cut short or larger than 1 MiB");
        }
        return Arrays.copyOf(plain, length);
      } catch (DataFormatException damaged) {
        throw new IllegalArgumentException("damaged recipients: " + damaged.getMessage(), damaged);
      } finally {
        inflater.end();
      }
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

    private static void expect(@Nullable JsonToken found, @Nullable JsonToken expected) {
      if (found != expected) {
        throw new IllegalArgumentException("found " + found + ", expected " + expected);
      }
    }
  }
}
