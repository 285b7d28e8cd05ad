package dev.blast.sender;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.aws.function.FunctionRuntime;
import dev.blast.aws.function.Meter;
import dev.blast.delivery.DeadLetterOffice;
import dev.blast.delivery.DeadLetterOffice.Dead;
import dev.blast.delivery.DeadLetterOffice.Handled;
import dev.blast.delivery.DeadLetterQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records the messages of the dead-letter queue, and answers which of them stay there because that
 * failed. Thread-safe. An exception out of it leaves the whole batch on the queue.
 */
public final class DeadLetterHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  private final DeadLetterOffice office;
  private final Meter meter;

  /** On Lambda: wired by the environment's variables ({@link SenderWiring}). */
  public DeadLetterHandler() {
    this(FunctionRuntime.start("dead-letters"));
  }

  private DeadLetterHandler(Meter meter) {
    this(SenderWiring.fromEnvironment(SenderWiring.DEAD_LETTERS, meter).office(), meter);
  }

  public DeadLetterHandler(DeadLetterOffice office) {
    this(office, Meter.NONE);
  }

  private DeadLetterHandler(DeadLetterOffice office, Meter meter) {
    this.office = office;
    this.meter = meter;
  }

  @Override
  public SQSBatchResponse handleRequest(@Nullable SQSEvent event, Context context) {
    List<SQSMessage> messages =
        event == null || event.getRecords() == null
            ? List.of()
            : event.getRecords().stream().filter(Objects::nonNull).toList();
    Handled handled = office.handle(messages.stream().map(DeadLetterHandler::decode).toList());
    handled.alertLost().ifPresent(why -> log(context, "alert lost why=" + why));
    List<BatchItemFailure> kept = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Optional<String> why = handled.kept().get(i);
      if (why.isPresent()) {
        String id = Objects.requireNonNullElse(messages.get(i).getMessageId(), "");
        kept.add(new BatchItemFailure(id));
        log(context, "dead letter not recorded messageId=" + id + " why=" + why.get());
      }
    }
    meter.add("deadLetters", messages.size() - kept.size());
    meter.add("deadLettersKept", kept.size());
    meter.emit();
    return new SQSBatchResponse(kept);
  }

  private static Dead decode(SQSMessage message) {
    String own = Objects.requireNonNullElse(message.getMessageId(), "");
    return new Dead(
        Receives.attribute(message, DeadLetterQueue.MESSAGE_ID).orElse(own),
        Objects.requireNonNullElse(message.getBody(), ""),
        Receives.attribute(message, DeadLetterQueue.RECEIVES)
            .flatMap(Receives::count)
            .orElseGet(() -> Receives.count(message)),
        Receives.attribute(message, DeadLetterQueue.WHY));
  }

  private static void log(Context context, String line) {
    context.getLogger().log(line + "\n");
  }
}
