package dev.blast.benchmarks.dispatch;

import java.util.Locale;
import java.util.Map;

/** The README's table, in Markdown. */
record Table(long latencyMillis, Map<String, Measurement> medians) {

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append("Latency of the endpoint: ").append(latencyMillis).append(" ms\n\n");
    table.append("| | recipients | bytes a message | messages a request | CPU per recipient");
    table.append(
        " | wall per recipient | CPU against the batch manager | against bare sockets | endpoint |\n");
    table.append("|---|---|---|---|---|---|---|---|---|\n");
    medians.forEach((name, measurement) -> table.append(row(name, measurement)));
    return table.toString();
  }

  private String row(String name, Measurement of) {
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,.0f | %.1f | %.2f µs | %.2f µs | %s | %s | %.2f cores |%n",
        name,
        of.recipients(),
        of.bytesPerMessage(),
        of.messagesPerRequest(),
        of.cpuPerRecipient(),
        of.wallPerRecipient(),
        against(Contenders.BATCH_MANAGER, of),
        against(Contenders.BARE_SOCKETS, of),
        of.endpointCores());
  }

  /** How many times less, or more, it takes than another. */
  private String against(String name, Measurement of) {
    Measurement other = medians.get(name);
    if (other == null || other.equals(of)) {
      return "";
    }
    double less = other.cpuPerRecipient() / of.cpuPerRecipient();
    return less >= 1
        ? String.format(Locale.ROOT, "%.1f times less", less)
        : String.format(Locale.ROOT, "%.1f times more", 1 / less);
  }
}
