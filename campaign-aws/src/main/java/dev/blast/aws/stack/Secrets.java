package dev.blast.aws.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.stack.ParameterReader.Parameters;
import dev.blast.aws.stack.SecretState.Blank;
import dev.blast.aws.stack.SecretState.Denied;
import dev.blast.aws.stack.SecretState.Held;
import dev.blast.aws.stack.SecretState.Missing;
import dev.blast.aws.stack.SecretState.Undeclared;
import dev.blast.text.CleanText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Values that campaigns name as {@code ${env:NAME}} and that are kept as parameters of Systems
 * Manager. All of them are read when the first is asked for, and kept: not when a function is
 * initialized, because they would be in its snapshot then, and as old as its version. One that is
 * missing is looked for again whenever it is asked for. Thread-safe; a look-up that reads blocks,
 * and calls that wait for the same read share it, its failure included.
 */
public final class Secrets {

  /** A request takes ten names at most (API reference, GetParameters). */
  private static final int MOST = 10;

  /** How long a {@link #refresh} counts for the next. */
  private static final Duration REFRESHED = Duration.ofSeconds(10);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> parameters;
  private final Supplier<ParameterReader> ssm;
  private final InstantSource clock;

  /** By parameter; kept when a later read does not find them. */
  private final Map<String, String> values = new ConcurrentHashMap<>();

  private final AtomicLong reads = new AtomicLong();
  private Optional<Read> latest = Optional.empty();
  private Instant refreshed = Instant.MIN;

  private Secrets(
      Map<String, String> parameters, Supplier<ParameterReader> ssm, InstantSource clock) {
    this.parameters = parameters;
    this.ssm = ssm;
    this.clock = clock;
  }

  /** Systems Manager cannot be asked at the moment. The message names no value. */
  public static final class SecretsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SecretsUnavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * What one read found.
   *
   * @param number reads have consecutive numbers, in the order in which they began
   * @param wrong states by parameter, of those that have no value
   * @param failure of the whole read
   */
  private record Read(long number, Map<String, SecretState> wrong, Optional<Exception> failure) {}

  /** Those that {@link StackVariable#BLAST_SECRETS} names, in the account of the environment. */
  public static Secrets of(StackVariables variables, InstantSource clock) {
    return of(variables.get(StackVariable.BLAST_SECRETS), ParameterReader::fromEnvironment, clock);
  }

  /**
   * @param names a JSON object: names or ARNs of parameters, by the names that campaigns use
   * @param ssm made when it is needed
   * @throws IllegalStateException when it is no such object
   */
  static Secrets of(String names, Supplier<ParameterReader> ssm, InstantSource clock) {
    try {
      Map<String, String> read = JSON.readValue(names, new TypeReference<>() {});
      return new Secrets(Map.copyOf(read), ssm, clock);
    } catch (JsonProcessingException | NullPointerException noNames) {
      throw new IllegalStateException(
          StackVariable.BLAST_SECRETS
              + " is no JSON object of texts; Blast's Terraform writes "
              + StackVariable.BLAST_SECRETS.what(),
          noNames);
    }
  }

  /** The names that have a parameter, in order. */
  public Set<String> names() {
    return new TreeSet<>(parameters.keySet());
  }

  /**
   * How secrets stand, in the order of their names; nothing is read when all of them are held.
   *
   * @throws SecretsUnavailable when the service cannot be asked at the moment
   */
  public Map<String, SecretState> states(Set<String> names) {
    boolean known =
        names.stream()
            .flatMap(name -> Optional.ofNullable(parameters.get(name)).stream())
            .allMatch(values::containsKey);
    Map<String, SecretState> wrong = known ? Map.of() : readSinceNow().wrong();
    Map<String, SecretState> states = new LinkedHashMap<>();
    names.stream().sorted().forEach(name -> states.put(name, state(name, wrong)));
    return states;
  }

  private SecretState state(String name, Map<String, SecretState> wrong) {
    String parameter = parameters.get(name);
    if (parameter == null) {
      return new Undeclared();
    }
    return values.containsKey(parameter)
        ? new Held(parameter)
        : wrong.getOrDefault(parameter, new Missing(parameter));
  }

  /**
   * The value; null for a name that has no parameter, or whose parameter has no value.
   *
   * @throws SecretsUnavailable when the service cannot be asked at the moment
   */
  public @Nullable String get(String name) {
    return states(Set.of(name)).get(name) instanceof Held(String parameter)
        ? values.get(parameter)
        : null;
  }

  /**
   * Reads all of them again; at most once in ten seconds, however many ask. What cannot be read
   * stays as it was.
   *
   * @return whether a read that this call began, or waited for, brought values; {@link #get} may
   *     answer others than before
   */
  public boolean refresh() {
    long before = reads.get();
    synchronized (this) {
      if (latest.isEmpty()) {
        return false;
      }
      Read read = latest.get();
      if (read.number() <= before) {
        Instant now = clock.instant();
        if (now.isBefore(refreshed.plus(REFRESHED))) {
          return false;
        }
        refreshed = now;
        read = read();
      }
      return read.failure().isEmpty();
    }
  }

  /** A read that began after this call did: this one's, or that of another who waited, too. */
  private Read readSinceNow() {
    long before = reads.get();
    Read read;
    synchronized (this) {
      read = latest.filter(there -> there.number() > before).orElseGet(this::read);
    }
    read.failure()
        .ifPresent(
            failure -> {
              throw new SecretsUnavailable(
                  "SSM cannot be asked for the secrets of the stack at the moment ("
                      + failure.getMessage()
                      + ")",
                  failure);
            });
    return read;
  }

  private Read read() {
    long number = reads.incrementAndGet();
    Map<String, SecretState> wrong = new HashMap<>();
    Optional<Exception> failure = Optional.empty();
    try {
      ParameterReader reader = ssm.get();
      List<String> wanted = List.copyOf(new TreeSet<>(parameters.values()));
      for (int from = 0; from < wanted.size(); from += MOST) {
        read(reader, wanted.subList(from, Math.min(from + MOST, wanted.size())), wrong);
      }
    } catch (IOException | SdkException failed) {
      failure = Optional.of(failed);
    }
    Read read = new Read(number, Map.copyOf(wrong), failure);
    latest = Optional.of(read);
    return read;
  }

  private void read(ParameterReader reader, List<String> some, Map<String, SecretState> wrong)
      throws IOException {
    try {
      Parameters answer = reader.read(some);
      for (String parameter : some) {
        String value = answer.values().get(parameter);
        if (value == null) {
          wrong.put(parameter, new Missing(parameter));
        } else if (CleanText.isBlank(value)) {
          wrong.put(parameter, new Blank(parameter));
        } else {
          values.put(parameter, value);
        }
      }
    } catch (SignedHttp.Refused refused) {
      if (!refused.isLasting()) {
        throw refused;
      }
      if (some.size() == 1) {
        String parameter = some.getFirst();
        wrong.put(parameter, new Denied(parameter, String.valueOf(refused.getMessage())));
        return;
      }
      // It refuses all because of one.
      for (String each : some) {
        read(reader, List.of(each), wrong);
      }
    }
  }
}
