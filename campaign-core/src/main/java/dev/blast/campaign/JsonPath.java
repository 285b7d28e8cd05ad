package dev.blast.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way to one value of a JSON document: {@code $.status}, {@code $.messages[0].code}. Names and
 * places in lists only; no wildcards, filters or slices.
 *
 * @param text as it is written
 */
public record JsonPath(String text, List<Step> steps) {

  private static final int MOST_STEPS = 20;

  private static final Pattern STEP =
      Pattern.compile("\\.(?<name>[\\p{L}\\p{N}_@-]+)|\\[(?<index>[0-9]{1,6})]");

  public JsonPath {
    steps = List.copyOf(steps);
  }

  /** From a value to one inside it. */
  public sealed interface Step {

    /** The field of this name. */
    record Field(String name) implements Step {}

    /** The item at this place, from 0. */
    record Item(int index) implements Step {}
  }

  /** Empty for a text that is no such path, or one of more than 20 steps. */
  public static Optional<JsonPath> parse(String text) {
    String path = text.strip();
    if (!path.startsWith("$")) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(path).region(1, path.length());
    while (step.lookingAt()) {
      String name = step.group("name");
      steps.add(
          name != null
              ? new Step.Field(name)
              : new Step.Item(Integer.parseInt(step.group("index"))));
      step.region(step.end(), path.length());
    }
    boolean whole = step.regionStart() == path.length();
    return whole && !steps.isEmpty() && steps.size() <= MOST_STEPS
        ? Optional.of(new JsonPath(path, steps))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
