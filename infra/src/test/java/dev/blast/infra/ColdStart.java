package dev.blast.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipFile;

/**
 * Measures cold starts: from the start of the JVM to the first answer of each packaged function,
 * and from a restored snapshot to it. No service is reached: the event is one that needs none.
 */
final class ColdStart {

  private static final int ROUNDS = 5;

  /** A function, and an event that it answers without asking anybody. */
  enum Subject {
    TRIGGER("scheduler-fn", "dev.blast.scheduler.TriggerHandler", "{}"),
    SHARD("scheduler-fn", "dev.blast.scheduler.ShardHandler", "{\"Records\":[]}"),
    WATCH("scheduler-fn", "dev.blast.scheduler.WatchHandler", "{}"),
    SENDER("sender-fn", "dev.blast.sender.SenderHandler", "{\"Records\":[]}"),
    DEAD_LETTER("sender-fn", "dev.blast.sender.DeadLetterHandler", "{\"Records\":[]}");

    private final String module;
    private final String handler;
    private final String event;

    Subject(String module, String handler, String event) {
      this.module = module;
      this.handler = handler;
      this.event = event;
    }

    String module() {
      return module;
    }

    String handler() {
      return handler;
    }

    String event() {
      return event;
    }
  }

  /** What one round took, in ms. */
  private record Round(long ready, long first, long second) {}

  private ColdStart() {}

  /** Prints a table. */
  public static void main(String[] args) throws Exception {
    for (String module : List.of("scheduler-fn", "sender-fn")) {
      System.out.printf(
          Locale.ROOT,
          "%s.zip: %,d bytes, %d libraries%n",
          module,
          Files.size(Unpacked.zip(module)),
          libraries(module));
    }
    System.out.printf(
        "%n%-22s %-10s %10s %10s %10s%n",
        "ms, median of " + ROUNDS, "", "ready", "first", "second");
    for (Subject subject : Subject.values()) {
      try (Unpacked unpacked = Unpacked.unpack(Unpacked.zip(subject.module()))) {
        print(subject, "on demand", rounds(unpacked, subject, false));
        print(subject, "snapshot", rounds(unpacked, subject, true));
      }
    }
  }

  private static long libraries(String module) throws IOException {
    try (ZipFile zip = new ZipFile(Unpacked.zip(module).toFile())) {
      return zip.stream().filter(entry -> entry.getName().endsWith(".jar")).count();
    }
  }

  private static void print(Subject subject, String start, List<Round> rounds) {
    String name = subject.handler().substring(subject.handler().lastIndexOf('.') + 1);
    System.out.printf(
        Locale.ROOT,
        "%-22s %-10s %10d %10d %10d%n",
        name,
        start,
        median(rounds.stream().map(Round::ready).toList()),
        median(rounds.stream().map(Round::first).toList()),
        median(rounds.stream().map(Round::second).toList()));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static List<Round> rounds(Unpacked unpacked, Subject subject, boolean snapStart)
      throws InterruptedException {
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.add(round(unpacked, subject, snapStart));
    }
    return rounds;
  }

  /** On demand the clock runs from the JVM's start; after a snapshot, from the restore. */
  private static Round round(Unpacked unpacked, Subject subject, boolean snapStart)
      throws InterruptedException {
    PackagedFunction.Settings settings = settings(subject, snapStart);
    long start = System.nanoTime();
    try (PackagedFunction function = PackagedFunction.start(unpacked, settings)) {
      long ready;
      if (snapStart) {
        function.untilCheckpoint();
        ready = since(start);
        start = System.nanoTime();
        function.api().restore();
      } else {
        function.api().firstNext().join();
        ready = since(start);
      }
      answered(function, subject);
      long first = since(start);
      long again = System.nanoTime();
      answered(function, subject);
      return new Round(ready, first, since(again));
    }
  }

  static PackagedFunction.Settings settings(Subject subject, boolean snapStart) {
    return new PackagedFunction.Settings(
        "cold-start", subject.handler(), environment(), Duration.ofMinutes(2), 1769, snapStart);
  }

  private static void answered(PackagedFunction function, Subject subject)
      throws InterruptedException {
    if (function.invoke(subject.event()) instanceof Answer.Died(String why)) {
      throw new IllegalStateException(subject.handler() + " died: " + why);
    }
  }

  private static long since(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  /** A stack whose services are at a port that nobody listens at. */
  private static Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    for (String service : List.of("SQS", "DYNAMODB", "S3", "SCHEDULER", "SNS")) {
      variables.put("AWS_ENDPOINT_URL_" + service, "http://127.0.0.1:9");
    }
    String queue = "http://127.0.0.1:9/000000000000/";
    variables.put("BLAST_TABLE", "blast");
    variables.put("BLAST_BUCKET", "blast");
    variables.put("BLAST_QUEUE_URLS", queue + "blast");
    variables.put("BLAST_DEAD_LETTER_QUEUE_URL", queue + "blast-dead");
    variables.put("BLAST_SHARD_QUEUE_URL", queue + "blast-shards");
    variables.put("BLAST_ALERT_TOPIC", "arn:aws:sns:eu-central-1:123456789012:blast");
    variables.put("BLAST_SCHEDULE_GROUP", "blast");
    variables.put("BLAST_SCHEDULE_ROLE", "arn:aws:iam::123456789012:role/blast");
    variables.put("BLAST_SCHEDULE_DEAD_LETTER_QUEUE", "arn:aws:sqs:eu-central-1:123456789012:b");
    variables.put("BLAST_TRIGGER_FUNCTION", "arn:aws:lambda:eu-central-1:123456789012:function:t");
    variables.put("BLAST_WATCH_FUNCTION", "arn:aws:lambda:eu-central-1:123456789012:function:w");
    variables.put("BLAST_KEEP_DAYS", "30");
    return variables;
  }
}
