package dev.blast.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the SDK reads of this process: its system properties. Closed, all is as it was before. */
public final class AwsSettings implements AutoCloseable {

  private final Map<String, Optional<String>> before = new HashMap<>();

  public AwsSettings() {
    // those that commands set
    remember("aws.region");
    remember("aws.profile");
  }

  private void remember(String property) {
    before.putIfAbsent(property, Optional.ofNullable(System.getProperty(property)));
  }

  public void set(String property, Object value) {
    remember(property);
    System.setProperty(property, value.toString());
  }

  public void remove(String property) {
    remember(property);
    System.clearProperty(property);
  }

  @Override
  public void close() {
    before.forEach(
        (property, value) ->
            value.ifPresentOrElse(
                old -> System.setProperty(property, old), () -> System.clearProperty(property)));
  }
}
