package dev.blast.queue;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.blast.queue.EnvelopeCodec.Encoded;
import dev.blast.run.RunId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Encodes the envelopes of a shard, recipient by recipient, from texts in UTF-8 as the audience has
 * them: no string is made on the way. {@link EnvelopeCodec#decode} reads them. Used for one
 * envelope after another; not thread-safe.
 */
public final class EnvelopeWriter {

  /**
   * Characters above this are escaped where recipients are not deflated. One such character would
   * make every string of the message, in the SDK and behind it, twice as large and slower to
   * encode; and SQS refuses a whole message for U+FFFE or U+FFFF in it (SendMessageBatch, message
   * body).
   */
  private static final char LATIN_1 = 0xFF;

  /** From so many recipients on they are deflated: fewer have too little in common. */
  private static final int DEFLATED_FROM = 4;

  /** A control character takes six bytes, as an escape. */
  private static final int WORST_EXPANSION = 6;

  private static final int LONGEST_NUMBER = 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final String head;
  private byte[] json = new byte[1024];
  private int length;
  private int recipients;

  /**
   * @param shard of the envelopes to be written
   */
  public EnvelopeWriter(RunId run, int shard) {
    String id = run + "/" + shard + "/";
    this.head =
        "{\"v\":"
            + EnvelopeCodec.VERSION
            + ",\"id\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsString(id));
  }

  /** Begins a recipient, whose texts follow: id, address, values. */
  public void recipient(long line) {
    makeRoom(LONGEST_NUMBER + 3);
    if (recipients++ > 0) {
      json[length - 1] = ',';
    } else {
      json[length++] = '[';
    }
    json[length++] = '[';
    int digits = 1;
    for (long rest = line; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = line;
    for (int at = length + digits - 1; at >= length; at--, rest /= 10) {
      json[at] = (byte) ('0' + rest % 10);
    }
    length += digits;
    close();
  }

  /** Adds a text to the recipient that was begun last. */
  public void text(byte[] utf8, int from, int to) {
    makeRoom((to - from) * WORST_EXPANSION + 5);
    byte[] out = json;
    // over the brackets that closed the recipient
    int at = length - 2;
    out[at++] = ',';
    out[at++] = '"';
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\') {
        out[at++] = '\\';
        out[at++] = b;
      } else if (b >= 0 && b < ' ') {
        at = escaped(b, at);
      } else {
        out[at++] = b;
      }
    }
    out[at++] = '"';
    length = at;
    close();
  }

  /** Adds a whole recipient. */
  public void recipient(Recipient recipient) {
    recipient(recipient.line());
    text(recipient.id());
    text(recipient.address());
    recipient.values().forEach(this::text);
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    text(utf8, 0, utf8.length);
  }

  /** How many were begun since the last envelope. */
  public int recipients() {
    return recipients;
  }

  /**
   * Ends an envelope of at least one recipient, and begins the next. A body takes at most 250 bytes
   * more than its recipients do in JSON, with all that is not ASCII escaped.
   *
   * @param sequence of the envelope within the shard
   */
  public Encoded finish(int sequence) {
    Encoded encoded = encoded(head + sequence);
    discard();
    return encoded;
  }

  /** Begins the next envelope, as if this one had never been begun. */
  public void discard() {
    length = 0;
    recipients = 0;
  }

  private Encoded encoded(String beginning) {
    if (recipients >= DEFLATED_FROM) {
      String deflated = Base64.getEncoder().encodeToString(FixedDeflate.of(json, length));
      if (deflated.length() < length) {
        String body = beginning + "\",\"z\":\"" + deflated + "\"}";
        return new Encoded(body, body.length());
      }
    }
    String plain = new String(json, 0, length, StandardCharsets.UTF_8);
    String body = beginning + "\",\"r\":" + escaped(plain) + "}";
    return new Encoded(body, body.getBytes(StandardCharsets.UTF_8).length);
  }

  private static String escaped(String text) {
    if (text.chars().allMatch(c -> c <= LATIN_1)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() * 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= LATIN_1) {
        escaped.append(c);
      } else {
        escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return escaped.toString();
  }

  private int escaped(byte control, int at) {
    int next = at;
    json[next++] = '\\';
    json[next++] = 'u';
    json[next++] = '0';
    json[next++] = '0';
    json[next++] = HEX[control >> 4];
    json[next++] = HEX[control & 0xf];
    return next;
  }

  /** Ends the recipient and the list, until another text or recipient takes the brackets' place. */
  private void close() {
    json[length++] = ']';
    json[length++] = ']';
  }

  private void makeRoom(int bytes) {
    if (json.length - length < bytes) {
      json = Arrays.copyOf(json, Math.max(json.length * 2, length + bytes));
    }
  }
}
