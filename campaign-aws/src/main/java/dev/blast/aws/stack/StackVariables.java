package dev.blast.aws.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a stack consists of. Immutable. */
public final class StackVariables {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<StackVariable, String> values;

  private StackVariables(Map<StackVariable, String> values) {
    this.values = new EnumMap<>(values);
  }

  /**
   * Reads variables.
   *
   * @param environment null for a variable that is not set
   * @throws IllegalStateException that names all that are missing
   */
  public static StackVariables read(
      Function<String, @Nullable String> environment, Set<StackVariable> needed) {
    return read(
        environment,
        needed,
        missing ->
            "these environment variables are not set: "
                + missing
                + "; Blast's Terraform sets them");
  }

  /** As above; the exception says what {@code problem} makes of the names of all that miss. */
  static StackVariables read(
      Function<String, @Nullable String> environment,
      Set<StackVariable> needed,
      UnaryOperator<String> problem) {
    Map<StackVariable, String> values = new EnumMap<>(StackVariable.class);
    for (StackVariable variable : needed) {
      String value = environment.apply(variable.name());
      if (value != null && !value.isBlank()) {
        values.put(variable, value.strip());
      } else {
        variable.otherwise().ifPresent(otherwise -> values.put(variable, otherwise));
      }
    }
    String missing =
        needed.stream()
            .filter(variable -> !values.containsKey(variable))
            .sorted()
            .map(variable -> variable.name() + " (" + variable.what() + ")")
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new IllegalStateException(problem.apply(missing));
    }
    return new StackVariables(values);
  }

  /** Its value; an {@link IllegalArgumentException} for one that was not asked for. */
  public String get(StackVariable variable) {
    String value = values.get(variable);
    if (value == null) {
      throw new IllegalArgumentException(variable + " was not read");
    }
    return value;
  }

  /** Its value; empty where it is not known. */
  public Optional<String> known(StackVariable variable) {
    return Optional.of(get(variable)).filter(value -> !value.isEmpty());
  }

  /** The parts of a list. */
  public List<String> list(StackVariable variable) {
    return Arrays.stream(get(variable).split(",")).map(String::strip).toList();
  }

  /** A whole number, at least 1; an {@link IllegalStateException} for anything else. */
  public int count(StackVariable variable) {
    return count(variable, get(variable));
  }

  /** As {@link #count}; empty where it is not known. */
  public Optional<Integer> knownCount(StackVariable variable) {
    return known(variable).map(value -> count(variable, value));
  }

  /** {@link StackVariable#BLAST_SENDER_TIMEOUT}; empty where it is not known. */
  public Optional<Duration> senderTimeout() {
    return knownCount(StackVariable.BLAST_SENDER_TIMEOUT).map(Duration::ofSeconds);
  }

  /**
   * {@link StackVariable#BLAST_CHANNEL_SECRETS}; empty where it is not known.
   *
   * @throws IllegalStateException when it is no array of texts
   */
  public Optional<Set<String>> channelSecrets() {
    return known(StackVariable.BLAST_CHANNEL_SECRETS).map(StackVariables::names);
  }

  private static Set<String> names(String json) {
    try {
      return new TreeSet<>(Arrays.asList(JSON.readValue(json, String[].class)));
    } catch (JsonProcessingException | NullPointerException noNames) {
      throw new IllegalStateException(
          StackVariable.BLAST_CHANNEL_SECRETS
              + " is no JSON array of texts; Blast's Terraform writes "
              + StackVariable.BLAST_CHANNEL_SECRETS.what(),
          noNames);
    }
  }

  private static int count(StackVariable variable, String value) {
    if (!value.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalStateException(
          variable + " is \"" + value + "\"; expected a whole number, " + variable.what());
    }
    return Integer.parseInt(value);
  }
}
