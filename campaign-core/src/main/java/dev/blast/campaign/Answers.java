package dev.blast.campaign;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a campaign says of its provider's answers, beside the table that holds for every provider.
 *
 * @param statuses meanings of statuses from 300 to 599, by status
 * @param accepted which body of a 2xx means accepted; empty when every 2xx does
 */
public record Answers(Map<Integer, Meaning> statuses, Optional<Accepted> accepted) {

  /** Nothing is declared. */
  public static final Answers STANDARD = new Answers(Map.of(), Optional.empty());

  public Answers {
    statuses = Map.copyOf(statuses);
  }

  /** What an answer can be declared to mean. */
  public enum Meaning {
    REFUSED,
    DEFERRED,
    MISCONFIGURED
  }

  /**
   * A 2xx is accepted where the value at {@code json} is one of {@code is}, compared as text.
   *
   * @param otherwise what a 2xx with another value, or with none, means
   */
  public record Accepted(JsonPath json, Set<String> is, Meaning otherwise) {
    public Accepted {
      is = Set.copyOf(is);
    }
  }

  /** In the order of the statuses. */
  @Override
  public String toString() {
    return new TreeMap<>(statuses) + accepted.map(rule -> " " + rule).orElse("");
  }
}
