package dev.blast.infra;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * One execution environment of a function: a JVM with AWS's runtime interface client, which loads
 * the function from the folder it stands in, root first and then lib/, with the variables that
 * Lambda sets and none of ours. Thread-safe; one invocation at a time, as in Lambda.
 */
final class PackagedFunction implements AutoCloseable {

  /** For a JVM on a machine that has other things to do. */
  private static final Duration START = Duration.ofMinutes(3);

  private final Settings settings;
  private final RuntimeApi api;
  private final Process process;
  private final List<String> log = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * What a function is configured with.
   *
   * @param handler the class, and the method after two colons where it is not handleRequest
   * @param environment the function's own variables
   * @param timeout after which an invocation is ended with its process; it runs from when the event
   *     is handed out
   * @param memory in MB
   * @param snapStart initialized up to its checkpoint; {@link RuntimeApi#restore} lets it go on
   */
  record Settings(
      String name,
      String handler,
      Map<String, String> environment,
      Duration timeout,
      int memory,
      boolean snapStart) {

    Settings(String name, String handler, Map<String, String> environment) {
      this(name, handler, environment, Duration.ofSeconds(60), 512, false);
    }

    Settings withSnapStart() {
      return new Settings(name, handler, environment, timeout, memory, true);
    }

    Settings withTimeout(Duration timeout) {
      return new Settings(name, handler, environment, timeout, memory, snapStart);
    }
  }

  private PackagedFunction(Settings settings, RuntimeApi api, Process process) {
    this.settings = settings;
    this.api = api;
    this.process = process;
  }

  /** Starts the process and returns at once; what is invoked waits until it is ready. */
  static PackagedFunction start(Unpacked unpacked, Settings settings) {
    String arn = "arn:aws:lambda:eu-central-1:123456789012:function:" + settings.name() + ":live";
    RuntimeApi api = RuntimeApi.start(arn, settings.timeout());
    try {
      ProcessBuilder builder = new ProcessBuilder(command(settings));
      builder.directory(unpacked.folder().toFile());
      builder.environment().clear();
      builder.environment().putAll(variables(settings, unpacked.folder(), api.address()));
      PackagedFunction function =
          new PackagedFunction(settings, api, builder.redirectErrorStream(true).start());
      Thread.ofVirtual().start(function::readLog);
      return function;
    } catch (IOException broken) {
      api.close();
      throw new UncheckedIOException("the function's process does not start", broken);
    }
  }

  private static List<String> command(Settings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    // What Lambda leaves to the heap of its memory, about; and its compilers:
    // java-customization.html
    command.add("-Xmx" + settings.memory() * 17L / 20 + "m");
    if (!settings.snapStart()) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--add-opens=java.base/java.io=ALL-UNNAMED");
    command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
    command.add(NativeLibrary.option());
    command.add("-cp");
    command.add(runtimeClient());
    command.add(AWSLambda.class.getName());
    command.add(settings.handler());
    return command;
  }

  /** The jars that Lambda's runtime consists of. */
  private static String runtimeClient() {
    return Stream.of(
            AWSLambda.class,
            LambdaRuntime.class,
            PojoSerializer.class,
            SdkInternalThreadLocal.class)
        .map(part -> part.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: what the runtime defines. */
  private static Map<String, String> variables(Settings settings, Path folder, String address) {
    Map<String, String> variables = new HashMap<>();
    variables.put("_HANDLER", settings.handler());
    variables.put("AWS_LAMBDA_RUNTIME_API", address);
    variables.put("AWS_REGION", "eu-central-1");
    variables.put("AWS_DEFAULT_REGION", "eu-central-1");
    variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
    variables.put("AWS_LAMBDA_FUNCTION_NAME", settings.name());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(settings.memory()));
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + settings.name());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/22/[1]0123456789abcdef");
    variables.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
    variables.put("AWS_LAMBDA_LOG_LEVEL", "INFO");
    variables.put(
        "AWS_LAMBDA_INITIALIZATION_TYPE", settings.snapStart() ? "snap-start" : "on-demand");
    variables.put("AWS_ACCESS_KEY_ID", "test");
    variables.put("AWS_SECRET_ACCESS_KEY", "test");
    variables.put("LAMBDA_TASK_ROOT", folder.toString());
    variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
    variables.put("LANG", "en_US.UTF-8");
    variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    variables.put("TZ", ":UTC");
    variables.putAll(settings.environment());
    return variables;
  }

  /**
   * Invokes, and waits for the answer; ends the process when its time is up, which begins when it
   * is initialized.
   */
  Answer invoke(String json) throws InterruptedException {
    untilInitialized();
    CompletableFuture<Answer> answer = begin(json);
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      // Before it is killed: its end is an answer too, and says less.
      boolean hung =
          answer.complete(
              new Answer.Died("timed out after %s\n%s".formatted(settings.timeout(), lastLines())));
      kill();
      return answer.join();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Invokes; nobody ends the process when its time is up. */
  CompletableFuture<Answer> begin(String json) {
    CompletableFuture<Answer> answer = api.invoke(json);
    if (!process.isAlive()) {
      api.processEnded("the process had ended");
    }
    return answer;
  }

  /**
   * Waits until the process asks for its first event, or says or shows that it never will: whoever
   * invokes it then is told.
   *
   * @throws IllegalStateException with its last lines when it does none of these for long
   */
  void untilInitialized() throws InterruptedException {
    try {
      Object first =
          CompletableFuture.anyOf(api.firstNext(), api.initError(), process.onExit())
              .get(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stuck) {
      throw new IllegalStateException("no event asked for in " + START + "\n" + lastLines(), stuck);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Waits until the process is ready to be frozen.
   *
   * @throws IllegalStateException with its last lines when it says or shows that it never will be
   */
  void untilCheckpoint() {
    Object first =
        CompletableFuture.anyOf(api.checkpointed(), api.initError(), process.onExit()).join();
    if (!api.checkpointed().isDone()) {
      throw new IllegalStateException("no snapshot: " + first + "\n" + lastLines());
    }
  }

  RuntimeApi api() {
    return api;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process as kill -9 does, and waits for its end. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    ended.await();
  }

  /** The lines it has logged so far. */
  List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (log) {
          log.add(line);
          if (Boolean.getBoolean("blast.echo")) {
            System.err.println(settings.name() + " " + line);
          }
        }
      }
      process.waitFor();
    } catch (IOException | InterruptedException ending) {
      // its end is what follows
    } finally {
      api.processEnded("the process ended; its last lines: " + lastLines());
      ended.countDown();
    }
  }

  private String lastLines() {
    List<String> all = log();
    return String.join("\n", all.subList(Math.max(0, all.size() - 20), all.size()));
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
    } finally {
      api.close();
    }
  }
}
