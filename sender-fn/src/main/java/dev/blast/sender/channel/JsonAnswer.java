package dev.blast.sender.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.blast.campaign.JsonPath;
import java.io.IOException;
import java.util.Optional;

/** Single values of the JSON that a provider answered with. */
final class JsonAnswer {

  // Recycled buffers of a thread are nobody's where each attempt has a virtual thread of its own.
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(64)).build();

  private JsonAnswer() {}

  /** The text or number of the field {@code id}, or else {@code messageId}; empty without one. */
  static String id(byte[] body) {
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

  /**
   * The text, number or truth value at this place; empty where there is none.
   *
   * @throws IOException when the body is no JSON, as far as it was read
   */
  static Optional<String> at(JsonPath path, byte[] body) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() == null) {
        throw new IOException("nothing");
      }
      for (JsonPath.Step step : path.steps()) {
        boolean there =
            switch (step) {
              case JsonPath.Step.Field(String name) -> enterField(json, name);
              case JsonPath.Step.Item(int index) -> enterItem(json, index);
            };
        if (!there) {
          readOn(json);
          return Optional.empty();
        }
      }
      boolean value = json.currentToken().isScalarValue() && !json.hasToken(JsonToken.VALUE_NULL);
      return value ? Optional.of(json.getText()) : Optional.empty();
    }
  }

  private static boolean enterField(JsonParser json, String name) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      return false;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(name);
      json.nextToken();
      if (found) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }

  private static boolean enterItem(JsonParser json, int index) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      return false;
    }
    int at = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        throw new IOException("cut");
      }
      if (at++ == index) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }

  /** What is missing in half a document may be in the other half. */
  private static void readOn(JsonParser json) throws IOException {
    while (json.nextToken() != null) {
      json.skipChildren();
    }
  }
}
