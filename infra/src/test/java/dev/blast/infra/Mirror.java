package dev.blast.infra;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.TreeMap;

/** A function for the harness's own tests: answers what it sees, or does what it is told. */
public final class Mirror implements RequestHandler<Map<String, String>, Map<String, String>> {

  @Override
  public Map<String, String> handleRequest(Map<String, String> event, Context context) {
    context.getLogger().log("asked for " + event.get("do"));
    switch (event.getOrDefault("do", "answer")) {
      case "throw" -> throw new IllegalArgumentException("told to throw");
      case "end" -> Runtime.getRuntime().halt(7);
      case "hang" -> hang();
      default -> {}
    }
    Map<String, String> seen = new TreeMap<>(event);
    seen.put("function", context.getFunctionName());
    seen.put("arn", context.getInvokedFunctionArn());
    seen.put("region", System.getenv().getOrDefault("AWS_REGION", ""));
    seen.put("home", System.getenv().getOrDefault("HOME", ""));
    seen.put("loader", Mirror.class.getClassLoader().getClass().getSimpleName());
    int left = context.getRemainingTimeInMillis();
    seen.put("hasTime", Boolean.toString(left > 30_000 && left <= 60_000));
    return seen;
  }

  private static void hang() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
    }
  }
}
