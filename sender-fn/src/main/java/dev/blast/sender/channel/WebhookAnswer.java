package dev.blast.sender.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.outcome.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** What a provider's answer means. Reasons name the status only, nothing the provider wrote. */
final class WebhookAnswer {

  /** More of an answer is not read; its connection is given up. */
  static final int MAX_BODY = 64 * 1024;

  /** A provider that asks for more is asked again after this. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  /** Grows where a provider that does not tell the length says more. */
  private static final int USUAL_BODY = 512;

  private static final int MAX_PROVIDER_ID = 200;

  // Recycled buffers of a thread are nobody's where each attempt has a virtual thread of its own.
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(64)).build();

  private WebhookAnswer() {}

  /**
   * Reads the answer to its end, or to {@link #MAX_BODY}; does not close it.
   *
   * @throws IOException when an answer of 2xx broke off: the provider may or may not have taken it
   */
  static Attempt read(ClassicHttpResponse response, InstantSource clock) throws IOException {
    int status = response.getCode();
    if (status >= 200 && status <= 299) {
      return new Attempt.Accepted(providerId(response, body(response)));
    }
    drain(response);
    Reason reason = new Reason("http-" + status, "the provider answered " + status);
    if (status == 429 || status == 503) {
      Fault fault = status == 429 ? Fault.THROTTLED : Fault.UNAVAILABLE;
      return new Attempt.Deferred(reason, retryAfter(response, clock.instant()), fault);
    }
    if (status >= 500 && status <= 599) {
      return new Attempt.Deferred(reason, Duration.ZERO, fault(status));
    }
    if (status >= 300 && status <= 499) {
      return new Attempt.Refused(reason);
    }
    return new Attempt.Unconfirmed(reason);
  }

  private static Fault fault(int status) {
    return switch (status) {
      case 500, 502, 504 -> Fault.UNAVAILABLE;
      default -> Fault.BROKEN;
    };
  }

  private static byte[] body(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    // readNBytes takes 16 KiB at once for the few bytes of an answer: 9 % of the sender's CPU.
    long length = entity.getContentLength();
    byte[] body = new byte[length >= 0 && length < MAX_BODY ? (int) length + 1 : USUAL_BODY];
    InputStream content = entity.getContent();
    int end = 0;
    // Only a stream that was read to its end gives its connection back.
    for (int read = content.read(body);
        read >= 0;
        read = content.read(body, end, body.length - end)) {
      end += read;
      if (end > MAX_BODY) {
        return new byte[0];
      }
      if (end == body.length) {
        body = Arrays.copyOf(body, Math.min(4 * end, MAX_BODY + 1));
      }
    }
    return Arrays.copyOf(body, end);
  }

  private static void drain(ClassicHttpResponse response) {
    try {
      body(response);
    } catch (IOException broken) {
      // The status has said it all; the connection is given up with the answer.
    }
  }

  private static String providerId(ClassicHttpResponse response, byte[] body) {
    String id = idIn(body);
    if (id.isEmpty()) {
      Header header = response.getFirstHeader("X-Message-Id");
      id = header == null || header.getValue() == null ? "" : header.getValue();
    }
    return id.length() <= MAX_PROVIDER_ID ? id : id.substring(0, MAX_PROVIDER_ID);
  }

  /** The text or number of the field {@code id}, or else {@code messageId}; empty without one. */
  private static String idIn(byte[] body) {
    String messageId = "";
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        boolean scalar = json.nextToken().isScalarValue() && !json.hasToken(JsonToken.VALUE_NULL);
        if (scalar && field.equals("id")) {
          return json.getText();
        }
        if (scalar && field.equals("messageId")) {
          messageId = json.getText();
        }
        json.skipChildren();
      }
    } catch (IOException notJson) {
      // An id is a courtesy; a 2xx without one is accepted all the same.
    }
    return messageId;
  }

  /** RFC 9110, 10.2.3: seconds or a date; zero where the provider says nothing that can be read. */
  private static Duration retryAfter(ClassicHttpResponse response, Instant now) {
    Header header = response.getFirstHeader("Retry-After");
    if (header == null || header.getValue() == null) {
      return Duration.ZERO;
    }
    String value = header.getValue().strip();
    if (value.matches("[0-9]+")) {
      long seconds = value.length() > 9 ? Long.MAX_VALUE : Long.parseLong(value);
      return Duration.ofSeconds(Math.min(seconds, LONGEST_RETRY_AFTER.toSeconds()));
    }
    return until(DateUtils.parseStandardDate(value), now);
  }

  private static Duration until(@Nullable Instant date, Instant now) {
    if (date == null || !date.isAfter(now)) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, date);
    return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
  }
}
