package dev.blast.chaos;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.concurrent.atomic.AtomicInteger;

/** A function that dies before it begins, and before it answers. Thread-safe. */
final class FaultySender implements RequestHandler<SQSEvent, SQSBatchResponse> {

  private final RequestHandler<SQSEvent, SQSBatchResponse> sender;
  private final Injected injected;
  private final AtomicInteger invocations = new AtomicInteger();

  FaultySender(RequestHandler<SQSEvent, SQSBatchResponse> sender, Injected injected) {
    this.sender = sender;
    this.injected = injected;
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    int nth = invocations.incrementAndGet();
    if (injected.strikes(Fault.KILLED_SENDERS, "begun", nth, 0.02)) {
      throw new FaultyLedger.SenderKilled();
    }
    SQSBatchResponse answer = sender.handleRequest(event, context);
    if (injected.strikes(Fault.KILLED_SENDERS, "answered", nth, 0.02)) {
      throw new FaultyLedger.SenderKilled();
    }
    return answer;
  }
}
