package dev.blast.sender.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/** What a server answered: its head, and its body as far as it was read. */
public final class Answer {

  /** More of a body is not read; its connection is given up. */
  public static final int MAX_BODY = 64 * 1024;

  /** Grows where a server that does not tell the length says more. */
  private static final int USUAL_BODY = 512;

  private static final byte[] NOTHING = {};

  /** How much of the body there is. */
  public enum Extent {
    WHOLE,
    /** It has more than {@link #MAX_BODY}; none of it is kept. */
    TOO_LONG,
    /** The connection broke, or time was up, before its end; none of it is kept. */
    CUT
  }

  private final ClassicHttpResponse head;
  private final byte[] body;
  private final Extent extent;

  private Answer(ClassicHttpResponse head, byte[] body, Extent extent) {
    this.head = head;
    this.body = body;
    this.extent = extent;
  }

  /** Reads the body to its end, or to {@link #MAX_BODY}. */
  static Answer read(ClassicHttpResponse head) {
    HttpEntity entity = head.getEntity();
    if (entity == null) {
      return new Answer(head, NOTHING, Extent.WHOLE);
    }
    try {
      return read(head, entity);
    } catch (IOException broken) {
      return new Answer(head, NOTHING, Extent.CUT);
    }
  }

  private static Answer read(ClassicHttpResponse head, HttpEntity entity) throws IOException {
    // readNBytes takes 16 KiB at once for the few bytes of an answer: 9 % of the sender's CPU.
    long length = entity.getContentLength();
    byte[] body = new byte[length >= 0 && length < MAX_BODY ? (int) length + 1 : USUAL_BODY];
    InputStream content = entity.getContent();
    int end = 0;
    for (int read = content.read(body);
        read >= 0;
        read = content.read(body, end, body.length - end)) {
      end += read;
      if (end > MAX_BODY) {
        return new Answer(head, NOTHING, Extent.TOO_LONG);
      }
      if (end == body.length) {
        body = Arrays.copyOf(body, Math.min(4 * end, MAX_BODY + 1));
      }
    }
    return new Answer(head, Arrays.copyOf(body, end), Extent.WHOLE);
  }

  public int status() {
    return head.getCode();
  }

  /** The first header of this name; case does not matter. */
  public Optional<String> header(String name) {
    Header header = head.getFirstHeader(name);
    return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
  }

  /** Not to be changed; empty unless it is whole. */
  public byte[] body() {
    return body;
  }

  public Extent extent() {
    return extent;
  }

  ClassicHttpResponse head() {
    return head;
  }
}
