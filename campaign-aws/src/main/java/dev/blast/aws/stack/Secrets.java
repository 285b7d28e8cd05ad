package dev.blast.aws.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.AwsFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

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
  private final Supplier<SsmClient> ssm;
  private @Nullable Map<String, String> values;

  private Secrets(Map<String, String> parameters, Supplier<SsmClient> ssm) {
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
    return of(variables.get(StackVariable.BLAST_SECRETS), SsmClients::fromEnvironment);
  }

  /**
   * @param names a JSON object: names or ARNs of parameters, by the names that campaigns use
   * @param ssm makes the client, which is closed
   * @throws IllegalStateException when it is no such object
   */
  static Secrets of(String names, Supplier<SsmClient> ssm) {
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
    try (SsmClient client = ssm.get()) {
      for (int from = 0; from < wanted.size(); from += MOST) {
        List<String> some = wanted.subList(from, Math.min(from + MOST, wanted.size()));
        GetParametersResponse answer =
            client.getParameters(get -> get.names(some).withDecryption(true));
        if (!answer.invalidParameters().isEmpty()) {
          throw new SecretsUnavailable(
              "there are no SSM parameters %s; create them, or correct secret_parameters"
                  .formatted(answer.invalidParameters()),
              null);
        }
        answer.parameters().forEach(parameter -> take(parameter, found));
      }
    } catch (SdkException failed) {
      throw new SecretsUnavailable(
          "SSM does not give the parameters %s (%s); allow ssm:GetParameters on them, and kms:Decrypt on their key"
              .formatted(wanted, AwsFailure.describe(failed)),
          failed);
    }
    return parameters.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> value(each.getValue(), found)));
  }

  /** One may be asked for by its name or by its ARN. */
  private static void take(Parameter parameter, Map<String, String> found) {
    found.put(parameter.name(), parameter.value());
    if (parameter.arn() != null) {
      found.put(parameter.arn(), parameter.value());
    }
  }

  private static String value(String parameter, Map<String, String> found) {
    String value = found.get(parameter);
    if (value == null) {
      throw new SecretsUnavailable("SSM did not answer for the parameter " + parameter, null);
    }
    return value;
  }
}
