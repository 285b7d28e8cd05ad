package dev.blast.local;

import dev.blast.alert.Alerts;
import dev.blast.delivery.Channels.ChannelUnavailable;
import dev.blast.sender.alert.LogAlerts;
import dev.blast.sender.alert.WebhookAlerts;
import dev.blast.sender.http.Proxies;
import dev.blast.sender.http.Proxies.ProxyMalformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the alerts of this machine go: into the notes, and to a webhook if there is one. */
final class AlertWiring implements AutoCloseable {

  /** The address of the webhook, which is a secret. */
  static final String WEBHOOK = "BLAST_ALERT_WEBHOOK";

  private final LogAlerts notes;
  private final Optional<WebhookAlerts> webhook;

  /**
   * @param environment null for a variable that is not set
   * @param note takes the line of an alert
   */
  AlertWiring(Function<String, @Nullable String> environment, Consumer<String> note) {
    this.notes = new LogAlerts(note);
    this.webhook = webhook(environment);
  }

  /** Throws {@link ChannelUnavailable} when the environment names no address that can be one. */
  static void check(Function<String, @Nullable String> environment) {
    webhook(environment).ifPresent(WebhookAlerts::close);
  }

  private static Optional<WebhookAlerts> webhook(Function<String, @Nullable String> environment) {
    String url = environment.apply(WEBHOOK);
    if (url == null || url.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          WebhookAlerts.to(url.strip(), new Proxies(environment))
              .orElseThrow(
                  () ->
                      new ChannelUnavailable(
                          "the environment variable "
                              + WEBHOOK
                              + ", where alerts go, is no http or https URL; correct it, or unset"
                              + " it.")));
    } catch (ProxyMalformed malformed) {
      throw new ChannelUnavailable(malformed.problem());
    }
  }

  Alerts alerts() {
    List<Alerts> all = new ArrayList<>();
    all.add(notes);
    webhook.ifPresent(all::add);
    return Alerts.all(all);
  }

  @Override
  public void close() {
    webhook.ifPresent(WebhookAlerts::close);
  }
}
