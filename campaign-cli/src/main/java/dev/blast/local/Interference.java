package dev.blast.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.dispatch.EnvelopeQueue;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What a self-test puts between the parts of an embedded run. What it does not override is left
 * alone. Thread-safe.
 */
public interface Interference {

  /** Everything is left alone. */
  Interference NONE = new Interference() {};

  /** Only the queue is tampered with. */
  static Interference ofQueue(UnaryOperator<EnvelopeQueue> transport) {
    return new Interference() {
      @Override
      public EnvelopeQueue queue(EnvelopeQueue queue) {
        return transport.apply(queue);
      }
    };
  }

  /** What the dispatch sends through. */
  default EnvelopeQueue queue(EnvelopeQueue queue) {
    return queue;
  }

  /** What the senders record in. */
  default DeliveryLedger ledger(DeliveryLedger ledger) {
    return ledger;
  }

  /** What the event source mapping calls. */
  default RequestHandler<SQSEvent, SQSBatchResponse> sender(
      RequestHandler<SQSEvent, SQSBatchResponse> sender) {
    return sender;
  }

  /** How long an invocation may take. */
  default Duration functionTimeout(Duration usual) {
    return usual;
  }

  /** How the ledger is opened. */
  default LedgerSettings ledgerSettings(LedgerSettings usual) {
    return usual;
  }
}
