package dev.blast.aws.function;

import java.util.HashMap;
import java.util.Map;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsBuilder;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * Metrics as CloudWatch reads them from a log (embedded metric format): one line for each {@link
 * #emit}, in the namespace {@code Blast}, with the function as the only dimension.
 */
final class EmfMeter implements Meter {

  private static final String NAMESPACE = "Blast";

  private final Metrics metrics;
  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, Double> values = new HashMap<>();

  EmfMeter(String function) {
    metrics =
        MetricsBuilder.builder()
            .withNamespace(NAMESPACE)
            .withService(function)
            .withRaiseOnEmptyMetrics(false)
            .build();
  }

  @Override
  public synchronized void add(String name, long count) {
    if (count != 0) {
      counts.merge(name, count, Long::sum);
    }
  }

  @Override
  public synchronized void set(String name, double value) {
    values.put(name, value);
  }

  @Override
  public synchronized void emit() {
    if (counts.isEmpty() && values.isEmpty()) {
      return;
    }
    counts.forEach((name, count) -> metrics.addMetric(name, (double) count, MetricUnit.COUNT));
    values.forEach((name, value) -> metrics.addMetric(name, value, MetricUnit.NONE));
    counts.clear();
    values.clear();
    metrics.flush();
  }
}
