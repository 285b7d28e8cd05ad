package dev.blast.aws.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Values that campaigns name as {@code ${env:NAME}} and that are kept as parameters of Systems
 * Manager. They are read all together when the first of them is asked for, and kept as long as the
 * process lives: not when a function is initialized, because they would be in its snapshot then,
 * and as old as its version. Thread-safe; the first look-up blocks. A read that failed is tried
 * again by the next.
 */
public final class Secrets {

  /** A request takes ten names at most (API reference, GetParameters). */
  private static final int MOST = 10;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> parameters;
  private final Supplier<ParameterReader> ssm;
  private @Nullable Map<String, String> values;

  private Secrets(Map<String, String> parameters, Supplier<ParameterReader> ssm) {
    this.parameters = parameters;
    this.ssm = ssm;
  }

  /** Parameters that cannot be read. The message names them, and never a value. */
  public static final class SecretsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SecretsUnavailable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Those that {@link StackVariable#BLAST_SECRETS} names, in the account of the environment. */
  public static Secrets of(StackVariables variables) {
    return of(variables.get(StackVariable.BLAST_SECRETS), ParameterReader::fromEnvironment);
  }

  /**
   * @param names a JSON object: names or ARNs of parameters, by the names that campaigns use
   * @param ssm made when it is needed
   * @throws IllegalStateException when it is no such object
   */
  static Secrets of(String names, Supplier<ParameterReader> ssm) {
    try {
      Map<String, String> read = JSON.readValue(names, new TypeReference<>() {});
      return new Secrets(Map.copyOf(read), ssm);
    } catch (JsonProcessingException | NullPointerException noNames) {
      throw new IllegalStateException(
          StackVariable.BLAST_SECRETS
              + " is no JSON object of texts; Blast's Terraform writes "
              + StackVariable.BLAST_SECRETS.what(),
          noNames);
    }
  }

  /**
   * The value; null for a name that is none of these.
   *
   * @throws SecretsUnavailable when they cannot be read
   */
  public @Nullable String get(String name) {
    return parameters.containsKey(name) ? values().get(name) : null;
  }

  private synchronized Map<String, String> values() {
    if (values == null) {
      values = read();
    }
    return values;
  }

  private Map<String, String> read() {
    List<String> wanted = List.copyOf(new TreeSet<>(parameters.values()));
    Map<String, String> found = new HashMap<>();
    try {
      ParameterReader reader = ssm.get();
      for (int from = 0; from < wanted.size(); from += MOST) {
        List<String> some = wanted.subList(from, Math.min(from + MOST, wanted.size()));
        found.putAll(reader.read(some));
      }
    } catch (IOException | SdkException failed) {
      throw new SecretsUnavailable(
          "SSM does not give the parameters %s (%s); allow ssm:GetParameters on them, and kms:Decrypt on their key"
              .formatted(wanted, failed.getMessage()),
          failed);
    }
    return parameters.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> value(each.getValue(), found)));
  }

  private static String value(String parameter, Map<String, String> found) {
    String value = found.get(parameter);
    if (value == null) {
      throw new SecretsUnavailable("SSM did not answer for the parameter " + parameter, null);
    }
    return value;
  }
}
