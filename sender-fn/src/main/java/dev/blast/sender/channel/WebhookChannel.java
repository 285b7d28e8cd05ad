package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel;
import dev.blast.sender.http.Answer;
import dev.blast.sender.http.Flight;
import dev.blast.sender.http.PostFailed;
import dev.blast.sender.http.Poster;
import java.time.InstantSource;
import java.util.Optional;

/**
 * HTTP POST of JSON to a provider. Redirects are not followed and nothing is repeated here, with
 * one exception: a provider that refuses the sender, while a secret was changed, is asked once more
 * with the new one.
 */
final class WebhookChannel implements Channel, AutoCloseable {

  private final Webhook settings;
  private final WebhookAnswer answers;
  private final WebhookHead head;
  private final InstantSource clock;
  private final Poster poster;

  /**
   * @throws dev.blast.delivery.Channels.ChannelUnavailable when a secret is missing
   */
  WebhookChannel(Webhook settings, SecretValues secrets, Poster poster, InstantSource clock) {
    this.settings = settings;
    this.answers = new WebhookAnswer(settings);
    this.head = new WebhookHead(settings, secrets, clock, poster.head());
    this.clock = clock;
    this.poster = poster;
  }

  @Override
  public Attempt attempt(Outgoing message) {
    try (Flight flight = poster.begin(settings.timeout())) {
      byte[] used = head.current();
      Attempt attempt = attempt(message, used, flight);
      return switch (attempt) {
        case Attempt.Misconfigured refused -> again(message, used, refused, flight);
        case Attempt.Accepted accepted -> {
          head.accepted();
          yield accepted;
        }
        case Attempt.Refused _, Attempt.Deferred _, Attempt.Unconfirmed _ -> attempt;
      };
    }
  }

  private Attempt again(
      Outgoing message, byte[] used, Attempt.Misconfigured refused, Flight flight) {
    Optional<byte[]> changed = head.afterRefusalOf(used);
    return changed.isPresent() && flight.left().isPositive()
        ? attempt(message, changed.get(), flight)
        : refused;
  }

  private Attempt attempt(Outgoing message, byte[] used, Flight flight) {
    byte[] request = WebhookRequest.of(message, used, settings.idempotencyHeader());
    try {
      Answer answer = poster.post(request, flight);
      return answers.of(answer, flight.late(), clock.instant());
    } catch (PostFailed failed) {
      return WebhookAnswer.of(failed, poster.hasAnswered());
    }
  }

  @Override
  public void close() {
    poster.close();
  }
}
