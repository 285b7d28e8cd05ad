package dev.blast.sender;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What SQS says of a message beside its body. Numbers that are none are read as absent. */
final class Receives {

  private Receives() {}

  /** How often each message of an event was received, by message id. */
  static Map<String, Integer> of(@Nullable SQSEvent event) {
    Map<String, Integer> receives = new HashMap<>();
    if (event != null && event.getRecords() != null) {
      for (SQSMessage message : event.getRecords()) {
        if (message != null && message.getMessageId() != null) {
          receives.put(message.getMessageId(), count(message));
        }
      }
    }
    return receives;
  }

  /** The ARN of the queue that an event is of: an invocation has messages of one; may be empty. */
  static String queue(@Nullable SQSEvent event) {
    return event == null || event.getRecords() == null
        ? ""
        : event.getRecords().stream()
            .filter(Objects::nonNull)
            .map(SQSMessage::getEventSourceArn)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
  }

  /** At least once: it is here. */
  static int count(SQSMessage message) {
    return system(message, "ApproximateReceiveCount").flatMap(Receives::count).orElse(1);
  }

  static Optional<Integer> count(String text) {
    return whole(text).map(count -> Math.clamp(count, 1, Integer.MAX_VALUE));
  }

  /** The text of a message attribute. */
  static Optional<String> attribute(SQSMessage message, String name) {
    Map<String, MessageAttribute> attributes = message.getMessageAttributes();
    return Optional.ofNullable(attributes)
        .map(all -> all.get(name))
        .map(MessageAttribute::getStringValue);
  }

  private static Optional<Long> whole(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static Optional<String> system(SQSMessage message, String name) {
    return Optional.ofNullable(message.getAttributes()).map(all -> all.get(name));
  }
}
