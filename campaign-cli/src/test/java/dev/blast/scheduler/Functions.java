package dev.blast.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.blast.aws.stack.StackVariable;
import dev.blast.aws.stack.StackVariables;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** The functions of a stack in this process, wired as on Lambda, by variables of a test's own. */
public final class Functions {

  private Functions() {}

  public static TriggerHandler trigger(Map<String, String> variables) {
    return new TriggerHandler(wiring(variables, SchedulerWiring.TRIGGER));
  }

  public static WatchHandler watch(Map<String, String> variables) {
    return new WatchHandler(wiring(variables, SchedulerWiring.WATCH));
  }

  public static RequestHandler<SQSEvent, SQSBatchResponse> shards(Map<String, String> variables) {
    return new ShardHandler(wiring(variables, SchedulerWiring.SHARD));
  }

  private static SchedulerWiring wiring(Map<String, String> variables, Set<StackVariable> needed) {
    return new SchedulerWiring(StackVariables.read(variables::get, needed), InstantSource.system());
  }

  /** An invocation with a minute to go; what it logs is nobody's. */
  public static Context invocation() {
    LambdaLogger logger =
        new LambdaLogger() {
          @Override
          public void log(String message) {}

          @Override
          public void log(byte[] message) {}
        };
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemainingTimeInMillis" -> 60_000;
                  case "getLogger" -> logger;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
