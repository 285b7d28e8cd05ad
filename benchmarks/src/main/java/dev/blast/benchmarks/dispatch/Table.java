package dev.blast.benchmarks.dispatch;

import java.util.Locale;
import java.util.Map;

/** The README's table, in Markdown. Ratios are those of {@link Turns#timesLessThan}. */
record Table(long latencyMillis, Map<String, Turns> turns) {

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append("Latency of the endpoint: ").append(latencyMillis).append(" ms\n\n");
    table.append(
        "| | recipients | bytes a message | messages a request | CPU per recipient: median");
    table.append(" | least | first turn, cold | wall per recipient");
    table.append(" | CPU against the batch manager | against bare sockets | endpoint |\n");
    table.append("|---|---|---|---|---|---|---|---|---|---|---|\n");
    turns.forEach((name, of) -> table.append(row(name, of)));
    return table.toString();
  }

  private String row(String name, Turns of) {
    Measurement median = of.median();
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,.0f | %.1f | %.2f µs | %.2f | %.1f | %.2f µs | %s | %s | %.2f cores |%n",
        name,
        median.recipients(),
        median.bytesPerMessage(),
        median.messagesPerRequest(),
        median.cpuPerRecipient(),
        of.cheapest().cpuPerRecipient(),
        of.cold().cpuPerRecipient(),
        median.wallPerRecipient(),
        against(Contenders.BATCH_MANAGER, name, of),
        against(Contenders.BARE_SOCKETS, name, of),
        median.endpointCores());
  }

  /** How many times less, or more, it takes than another. */
  private String against(String other, String name, Turns of) {
    Turns others = turns.get(other);
    if (others == null || other.equals(name)) {
      return "";
    }
    double less = of.timesLessThan(others);
    return less >= 1
        ? String.format(Locale.ROOT, "%.1f times less", less)
        : String.format(Locale.ROOT, "%.1f times more", 1 / less);
  }
}
