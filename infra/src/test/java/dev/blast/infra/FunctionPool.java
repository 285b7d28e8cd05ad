package dev.blast.infra;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * A function and its execution environments: as many as there are invocations at a time, each used
 * again while it lives. Thread-safe.
 */
final class FunctionPool implements RequestHandler<SQSEvent, SQSBatchResponse>, AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Unpacked unpacked;
  private final PackagedFunction.Settings settings;
  private final ConcurrentLinkedDeque<PackagedFunction> idle = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedQueue<PackagedFunction> all = new ConcurrentLinkedQueue<>();

  FunctionPool(Unpacked unpacked, PackagedFunction.Settings settings) {
    this.unpacked = unpacked;
    this.settings = settings;
  }

  /**
   * Starts environments, and waits until they are initialized. A mapping's clock, unlike Lambda's,
   * runs from before there is a process; whoever has as many as it invokes at a time waits for
   * none.
   */
  void provision(int environments) throws InterruptedException {
    List<PackagedFunction> started = Stream.generate(this::start).limit(environments).toList();
    for (PackagedFunction function : started) {
      function.untilInitialized();
      idle.push(function);
    }
  }

  /** Invokes with an event as Lambda writes it; blocks until the answer. */
  Answer invoke(String json) {
    PackagedFunction function = idle.poll();
    if (function == null || !function.isAlive()) {
      function = start();
    }
    try {
      Answer answer = function.invoke(json);
      if (function.isAlive()) {
        idle.push(function);
      }
      return answer;
    } catch (InterruptedException cut) {
      function.close();
      Thread.currentThread().interrupt();
      return new Answer.Died("interrupted");
    }
  }

  private PackagedFunction start() {
    PackagedFunction function = PackagedFunction.start(unpacked, settings);
    all.add(function);
    return function;
  }

  /** What an event source mapping calls. */
  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    return response(invoke(json(event)).returned());
  }

  /** With the names that Lambda's events have: Records, eventSourceARN. */
  static String json(SQSEvent event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LambdaEventSerializers.serializerFor(SQSEvent.class, FunctionPool.class.getClassLoader())
        .toJson(event, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static SQSBatchResponse response(String json) {
    try {
      List<BatchItemFailure> failures = new ArrayList<>();
      for (JsonNode failure : JSON.readTree(json).path("batchItemFailures")) {
        failures.add(new BatchItemFailure(failure.path("itemIdentifier").asText()));
      }
      return new SQSBatchResponse(failures);
    } catch (JsonProcessingException wrong) {
      throw new UncheckedIOException("no answer of a function: " + json, wrong);
    }
  }

  /** Kills every process that it has; answers how many there were. */
  int kill() throws InterruptedException {
    int killed = 0;
    for (PackagedFunction function : all) {
      if (function.isAlive()) {
        function.kill();
        killed++;
      }
    }
    return killed;
  }

  /** How many processes were started. */
  int started() {
    return all.size();
  }

  /** Everything that was logged. */
  List<String> log() {
    return all.stream().flatMap(function -> function.log().stream()).toList();
  }

  @Override
  public void close() {
    all.forEach(PackagedFunction::close);
  }
}
