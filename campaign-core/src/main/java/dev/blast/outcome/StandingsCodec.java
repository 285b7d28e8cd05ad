package dev.blast.outcome;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one encoding of an envelope's standings: JSON that people can read and that stays small, as
 * ledgers are billed and written by the byte. Thread-safe.
 *
 * <pre>{"since":1790000000000,"standings":[null,12,[15,"id"],[15,"id",3],
 *  {"is":"rejected","at":20,"tries":1,"code":"http-404","detail":"…","id":"…"},
 *  {"is":"open","tries":1,"later":2,"from":1790000005000,"code":"http-503"}]}</pre>
 *
 * <p>{@code since} is the earliest settlement in milliseconds since 1970; times are milliseconds
 * after it. {@code null} was not tried yet; a number was sent at that time, by the first attempt;
 * an array adds the provider's id and the attempts. Everything else is an object, without the
 * fields that are empty or zero; {@code from} is when an open one may be attempted, since 1970.
 */
public final class StandingsCodec {

  private static final String SINCE = "since";
  private static final String STANDINGS = "standings";
  private static final String OPEN = "open";

  // The default pool is per thread, which a virtual thread per envelope would never use twice.
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(64)).build();

  private StandingsCodec() {}

  public static String encode(List<Standing> standings) {
    long since = earliest(standings);
    StringWriter text = new StringWriter(48 + 48 * standings.size());
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      if (since != Long.MAX_VALUE) {
        json.writeNumberField(SINCE, since);
      }
      json.writeArrayFieldStart(STANDINGS);
      for (Standing standing : standings) {
        switch (standing) {
          case Standing.Open open -> write(json, open);
          case Standing.Settled settled -> write(json, settled, since);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /** The standings that {@link #encode} wrote; throws {@link UncheckedIOException} for others. */
  public static List<Standing> decode(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      long since = 0;
      String field = json.nextFieldName();
      if (SINCE.equals(field)) {
        since = json.nextLongValue(0);
        field = json.nextFieldName();
      }
      if (!STANDINGS.equals(field)) {
        throw new JsonParseException(json, "no standings");
      }
      expect(json, json.nextToken(), JsonToken.START_ARRAY);
      List<Standing> standings = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        standings.add(read(json, since));
      }
      expect(json, json.nextToken(), JsonToken.END_OBJECT);
      return standings;
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  private static long earliest(List<Standing> standings) {
    long earliest = Long.MAX_VALUE;
    for (Standing standing : standings) {
      if (standing instanceof Standing.Settled settled) {
        earliest = Math.min(earliest, settled.at().toEpochMilli());
      }
    }
    return earliest;
  }

  private static void write(JsonGenerator json, Standing.Open open) throws IOException {
    if (open.equals(Standing.UNTRIED)) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("is", OPEN);
    writeUnlessZero(json, "tries", open.attempts());
    writeUnlessZero(json, "earlier", open.earlier());
    writeUnlessZero(json, "later", open.deferrals());
    writeUnlessZero(json, "denied", open.denials());
    if (!open.notBefore().equals(Instant.EPOCH)) {
      json.writeNumberField("from", open.notBefore().toEpochMilli());
    }
    write(json, open.last());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Standing.Settled settled, long since)
      throws IOException {
    long at = settled.at().toEpochMilli() - since;
    if (settled.outcome() == Outcome.SENT && settled.reason().equals(Reason.NONE)) {
      writeSent(json, settled, at);
      return;
    }
    json.writeStartObject();
    json.writeStringField("is", settled.outcome().word());
    json.writeNumberField("at", at);
    writeUnlessZero(json, "tries", settled.attempts());
    write(json, settled.reason());
    writeUnlessEmpty(json, "id", settled.providerId());
    json.writeEndObject();
  }

  private static void writeSent(JsonGenerator json, Standing.Settled settled, long at)
      throws IOException {
    boolean first = settled.attempts() == 1;
    if (first && settled.providerId().isEmpty()) {
      json.writeNumber(at);
      return;
    }
    json.writeStartArray();
    json.writeNumber(at);
    json.writeString(settled.providerId());
    if (!first) {
      json.writeNumber(settled.attempts());
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Reason reason) throws IOException {
    writeUnlessEmpty(json, "code", reason.code());
    writeUnlessEmpty(json, "detail", reason.detail());
  }

  private static void writeUnlessZero(JsonGenerator json, String field, int number)
      throws IOException {
    if (number != 0) {
      json.writeNumberField(field, number);
    }
  }

  private static void writeUnlessEmpty(JsonGenerator json, String field, String text)
      throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(field, text);
    }
  }

  private static Standing read(JsonParser json, long since) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> Standing.UNTRIED;
      case VALUE_NUMBER_INT -> sent(since + json.getLongValue(), "", 1);
      case START_ARRAY -> readSent(json, since);
      case START_OBJECT -> readFields(json, since);
      case null, default -> throw new JsonParseException(json, "not a standing");
    };
  }

  private static Standing readSent(JsonParser json, long since) throws IOException {
    expect(json, json.nextToken(), JsonToken.VALUE_NUMBER_INT);
    long at = since + json.getLongValue();
    expect(json, json.nextToken(), JsonToken.VALUE_STRING);
    String providerId = json.getText();
    if (json.nextToken() == JsonToken.END_ARRAY) {
      return sent(at, providerId, 1);
    }
    int attempts = json.getIntValue();
    expect(json, json.nextToken(), JsonToken.END_ARRAY);
    return sent(at, providerId, attempts);
  }

  private static Standing sent(long at, String providerId, int attempts) {
    return new Standing.Settled(
        Outcome.SENT, Reason.NONE, attempts, providerId, Instant.ofEpochMilli(at));
  }

  private static Standing readFields(JsonParser json, long since) throws IOException {
    String is = "";
    String code = "";
    String detail = "";
    String id = "";
    int tries = 0;
    int earlier = 0;
    int later = 0;
    int denied = 0;
    long at = 0;
    long from = 0;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      json.nextToken();
      switch (field) {
        case "is" -> is = json.getText();
        case "code" -> code = json.getText();
        case "detail" -> detail = json.getText();
        case "id" -> id = json.getText();
        case "tries" -> tries = json.getIntValue();
        case "earlier" -> earlier = json.getIntValue();
        case "later" -> later = json.getIntValue();
        case "denied" -> denied = json.getIntValue();
        case "at" -> at = json.getLongValue();
        case "from" -> from = json.getLongValue();
        default -> throw new JsonParseException(json, "unknown field " + field);
      }
    }
    Reason reason = new Reason(code, detail);
    return is.equals(OPEN)
        ? new Standing.Open(tries, earlier, later, denied, reason, Instant.ofEpochMilli(from))
        : new Standing.Settled(
            outcome(json, is), reason, tries, id, Instant.ofEpochMilli(since + at));
  }

  private static Outcome outcome(JsonParser json, String word) throws JsonParseException {
    try {
      return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new JsonParseException(json, "unknown outcome " + word, unknown);
    }
  }

  private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw new JsonParseException(json, "expected " + wanted + ", found " + found);
    }
  }
}
