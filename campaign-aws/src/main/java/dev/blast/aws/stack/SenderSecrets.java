package dev.blast.aws.stack;

import dev.blast.aws.stack.SecretState.Fault;
import dev.blast.aws.stack.SecretState.Undeclared;
import dev.blast.text.CleanText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${env:NAME}} stands for in a sender of a stack: a parameter of the stack, or
 * otherwise a variable of the process. Thread-safe; blocks while parameters are read.
 */
public final class SenderSecrets {

  private final Secrets parameters;
  private final Function<String, @Nullable String> environment;

  /**
   * @param environment null for a variable that is not set
   */
  public SenderSecrets(Secrets parameters, Function<String, @Nullable String> environment) {
    this.parameters = parameters;
    this.environment = environment;
  }

  /** The names that have a parameter. */
  public Set<String> declared() {
    return parameters.names();
  }

  /**
   * The value; null when there is none.
   *
   * @throws Secrets.SecretsUnavailable when parameters cannot be read at the moment
   */
  public @Nullable String get(String name) {
    String kept = parameters.get(name);
    return kept != null ? kept : environment.apply(name);
  }

  /** {@link Secrets#refresh}: at most once in ten seconds. A variable does not change. */
  public void refresh() {
    boolean read = parameters.refresh();
  }

  /**
   * A sentence that names all secrets of these that cannot be used, why, and what to do; empty when
   * all can. A blank one counts as missing.
   *
   * @throws Secrets.SecretsUnavailable when parameters cannot be read at the moment
   */
  public Optional<String> problem(Set<String> names) {
    List<String> missing = new ArrayList<>();
    Set<String> todo = new LinkedHashSet<>();
    for (Map.Entry<String, SecretState> each : parameters.states(names).entrySet()) {
      fault(each.getKey(), each.getValue())
          .ifPresent(
              fault -> {
                missing.add(each.getKey() + " (" + fault.what() + ")");
                todo.add(fault.todo());
              });
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (missing.size() == 1 ? "a secret is missing: " : "secrets are missing: ")
                + String.join(", ", missing)
                + "; "
                + String.join("; ", todo));
  }

  private Optional<Fault> fault(String name, SecretState state) {
    if (!(state instanceof Undeclared)) {
      return state.fault();
    }
    String value = environment.apply(name);
    return value != null && !CleanText.isBlank(value)
        ? Optional.empty()
        : Optional.of(
            new Fault(
                "neither secret_parameters of the stack nor the sender's environment has it",
                "add it to secret_parameters of the stack, and apply its Terraform"));
  }
}
