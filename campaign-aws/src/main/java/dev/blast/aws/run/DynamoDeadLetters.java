package dev.blast.aws.run;

import static dev.blast.aws.run.RunTable.bytes;
import static dev.blast.aws.run.RunTable.item;
import static dev.blast.aws.run.RunTable.number;
import static dev.blast.aws.run.RunTable.text;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.run.RunTable.Write;
import dev.blast.aws.s3.RunObjects;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetters;
import dev.blast.queue.EnvelopeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Dead letters, an item for each. A body that is large even when deflated is an object in S3, which
 * is there before its item is. Thread-safe; throws {@link StoreUnavailable} and {@link
 * dev.blast.aws.s3.ObjectsUnavailable}.
 */
public final class DynamoDeadLetters implements DeadLetters {

  /** What the names of objects with the bodies of large letters begin with. */
  public static final String BODIES = "letters/";

  /** An item holds 400 KB (DynamoDB, "Quotas"); a message of SQS has up to 1 MiB. */
  static final int LARGEST_IN_ITEM = 300 * 1024;

  /** A sort key holds 1,024 bytes; ids of SQS have 36. */
  private static final int LONGEST_ID = 900;

  private static final String ID = "id";
  private static final String AT = "at";
  private static final String WRITER = "writer";
  private static final String BODY = "body";
  private static final String OBJECT = "object";
  private static final String FORM = "form";
  private static final String ENVELOPE = "envelope";

  private final RunTable table;
  private final RunObjects objects;

  /** What the order is made of; bodies are read one by one. */
  private record Place(Instant at, String id, Map<String, AttributeValue> key) {}

  /**
   * @param dynamo not closed
   * @param objects where large bodies are kept
   */
  public DynamoDeadLetters(DynamoDbClient dynamo, BlastTable table, RunObjects objects) {
    this.table = new RunTable(dynamo, table);
    this.objects = objects;
  }

  @Override
  public boolean record(DeadLetter letter) {
    String writer = UUID.randomUUID().toString();
    Map<String, AttributeValue> attributes = new HashMap<>();
    attributes.put(WRITER, text(writer));
    attributes.put(ID, text(letter.messageId()));
    attributes.put("kind", text(letter.kind().word()));
    attributes.put("why", text(letter.why()));
    letter.envelope().ifPresent(envelope -> attributes.put(ENVELOPE, text(envelope.toString())));
    attributes.put("receives", number(letter.receives()));
    attributes.put(AT, number(letter.at().toEpochMilli()));
    LetterBody body = LetterBody.of(letter.body());
    attributes.put(FORM, text(body.form()));
    byte[] bytes = body.bytes().asByteArrayUnsafe();
    if (bytes.length > LARGEST_IN_ITEM) {
      attributes.put(
          OBJECT, text(objects.freeze(BODIES + "body", bytes, "", "application/octet-stream")));
    } else {
      attributes.put(BODY, AttributeValue.fromB(body.bytes()));
    }
    return switch (table.putNew("a dead letter", item(key(letter.messageId()), attributes))) {
      case Write.Done done -> true;
      // This very one, when its answer was lost and the SDK sent it again.
      case Write.Refused(var there) -> text(writer).equals(there.get(WRITER));
    };
  }

  @Override
  public void each(Consumer<DeadLetter> each) {
    List<Place> places = new ArrayList<>();
    for (int part = 0; part < BlastTable.LETTERS; part++) {
      table.each(
          "dead letters", BlastTable.letters(part), "", "#id,#at", item -> place(item, places));
    }
    places.sort(Comparator.comparing(Place::at).thenComparing(Place::id));
    for (Place place : places) {
      table
          .read("a dead letter", place.key(), "")
          .ifPresent(item -> each.accept(letter(place, item)));
    }
  }

  private void place(Map<String, AttributeValue> item, List<Place> places) {
    String id = text(item, ID);
    places.add(new Place(Instant.ofEpochMilli(number(item, AT)), id, key(id)));
  }

  private DeadLetter letter(Place place, Map<String, AttributeValue> item) {
    try {
      SdkBytes bytes =
          item.containsKey(OBJECT)
              ? SdkBytes.fromByteArrayUnsafe(objects.frozen(text(item, OBJECT)))
              : bytes(item, BODY);
      return new DeadLetter(
          place.id(),
          DeadLetter.Kind.of(text(item, "kind")),
          text(item, "why"),
          Optional.ofNullable(item.get(ENVELOPE)).map(AttributeValue::s).flatMap(EnvelopeId::parse),
          Math.toIntExact(number(item, "receives")),
          place.at(),
          new LetterBody(text(item, FORM), bytes).text());
    } catch (IllegalArgumentException damaged) {
      throw table.damaged("the dead letter " + place.id(), damaged);
    }
  }

  private Map<String, AttributeValue> key(String messageId) {
    byte[] id = messageId.getBytes(StandardCharsets.UTF_8);
    return table.keys().letter(id.length <= LONGEST_ID ? messageId : "sha256:" + sha256(id));
  }

  private static String sha256(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
