package dev.blast.aws.dynamo;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Adds up what DynamoDB says that requests cost. A conditional write that fails says nothing and
 * still costs the size of what it found, 1 at least (DynamoDB, "Working with items"): that is
 * counted here. Repeats by the SDK are counted once. Thread-safe.
 */
public final class Units implements ExecutionInterceptor {

  private final DoubleAdder written = new DoubleAdder();
  private final DoubleAdder read = new DoubleAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder reads = new LongAdder();

  /** Write units since the last {@link #reset}. */
  public double written() {
    return written.sum();
  }

  /** Read units since the last {@link #reset}. */
  public double read() {
    return read.sum();
  }

  /** Requests that write. */
  public long writes() {
    return writes.sum();
  }

  /** Requests that read. */
  public long reads() {
    return reads.sum();
  }

  /** Counts from 0 again; not while requests are under way. */
  public void reset() {
    written.reset();
    read.reset();
    writes.reset();
    reads.reset();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.1f write units in %d requests, %.1f read units in %d",
        written(),
        writes(),
        read(),
        reads());
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    ReturnConsumedCapacity total = ReturnConsumedCapacity.TOTAL;
    return switch (context.request()) {
      case PutItemRequest put -> put.toBuilder().returnConsumedCapacity(total).build();
      case UpdateItemRequest update -> update.toBuilder().returnConsumedCapacity(total).build();
      case DeleteItemRequest delete -> delete.toBuilder().returnConsumedCapacity(total).build();
      case GetItemRequest get -> get.toBuilder().returnConsumedCapacity(total).build();
      case QueryRequest query -> query.toBuilder().returnConsumedCapacity(total).build();
      default -> context.request();
    };
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    context
        .response()
        .getValueForField("ConsumedCapacity", Object.class)
        .ifPresent(
            used -> {
              if (used instanceof ConsumedCapacity one) {
                add(isRead(context.request()), one.capacityUnits());
              }
            });
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    if (context.exception() instanceof ConditionalCheckFailedException refused) {
      add(false, Math.max(1, Math.ceilDiv(size(refused.item()), 1_024)));
    }
  }

  private void add(boolean reading, double units) {
    (reading ? read : written).add(units);
    (reading ? reads : writes).increment();
  }

  private static boolean isRead(SdkRequest request) {
    return request instanceof GetItemRequest || request instanceof QueryRequest;
  }

  /** About what DynamoDB reckons: names, texts and bytes by their length, numbers by digits. */
  private static int size(Map<String, AttributeValue> item) {
    int size = 0;
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      AttributeValue value = attribute.getValue();
      size += attribute.getKey().length();
      size += value.s() == null ? 0 : value.s().length();
      size += value.b() == null ? 0 : value.b().asByteArrayUnsafe().length;
      size += value.n() == null ? 0 : value.n().length() / 2 + 2;
    }
    return size;
  }
}
