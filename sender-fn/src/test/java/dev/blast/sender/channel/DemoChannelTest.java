package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.blast.campaign.ChannelSettings.Demo;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoChannelTest {

  private static final int MANY = 200_000;

  @Test
  void theSameSeedRecipientAndTryGetTheSameAnswer() {
    DemoChannel one = channel(0.1, 0.1, 0.1, 7);
    DemoChannel other = channel(0.1, 0.1, 0.1, 7);

    assertThat(IntStream.range(0, 1_000))
        .allSatisfy(
            i -> assertThat(one.attempt(to(i, i % 3))).isEqualTo(other.attempt(to(i, i % 3))));
  }

  @Test
  void anotherSeedGetsOtherAnswers() {
    DemoChannel one = channel(0.5, 0, 0, 7);
    DemoChannel other = channel(0.5, 0, 0, 8);

    long different =
        IntStream.range(0, 10_000).filter(i -> isRefused(one, i) != isRefused(other, i)).count();

    assertThat(different / 10_000.0).isCloseTo(0.5, within(0.03));
  }

  @Test
  void aRefusedRecipientIsRefusedAtEveryTry() {
    DemoChannel channel = channel(0.2, 0.3, 0.1, 1);

    assertThat(IntStream.range(0, 1_000).filter(i -> isRefused(channel, i)))
        .isNotEmpty()
        .allSatisfy(i -> assertThat(channel.attempt(to(i, 5))).isInstanceOf(Attempt.Refused.class));
  }

  @Test
  void theSharesAreThoseOfTheCampaign() {
    DemoChannel channel = channel(0.02, 0.1, 0.05, 42);
    List<Attempt> answers =
        IntStream.range(0, MANY).mapToObj(i -> channel.attempt(to(i, 0))).toList();

    assertThat(share(answers, Attempt.Refused.class)).isCloseTo(0.02, within(0.003));
    assertThat(share(answers, Attempt.Deferred.class)).isCloseTo(0.98 * 0.1, within(0.005));
    assertThat(share(answers, Attempt.Unconfirmed.class)).isCloseTo(0.98 * 0.05, within(0.004));
  }

  @Test
  void aDeferredRecipientIsAcceptedAtOneOfTheNextTries() {
    DemoChannel channel = channel(0, 0.5, 0, 3);

    assertThat(IntStream.range(0, 1_000))
        .allSatisfy(
            i ->
                assertThat(IntStream.range(0, 64).mapToObj(tries -> channel.attempt(to(i, tries))))
                    .hasAtLeastOneElementOfType(Attempt.Accepted.class));
  }

  @Test
  void withoutRatesEveryoneIsAcceptedUnderAnIdOfTheirOwn() {
    DemoChannel channel = channel(0, 0, 0, 1);

    assertThat(IntStream.range(0, 10_000).mapToObj(i -> channel.attempt(to(i, 0))).distinct())
        .hasSize(10_000)
        .hasOnlyElementsOfType(Attempt.Accepted.class);
  }

  @Test
  void everyAnswerTakesTheLatency() {
    List<Duration> slept = new ArrayList<>();
    DemoChannel channel =
        new DemoChannel(new Demo(Duration.ofMillis(20), 0, 0, 0, 1, 8), slept::add);

    channel.attempt(to(1, 0));

    assertThat(slept).containsExactly(Duration.ofMillis(20));
  }

  @Test
  void anInterruptedAnswerIsDeferred() {
    DemoChannel channel =
        new DemoChannel(
            new Demo(Duration.ofMillis(20), 0, 0, 0, 1, 8),
            duration -> {
              throw new InterruptedException();
            });

    assertThat(channel.attempt(to(1, 0))).isInstanceOf(Attempt.Deferred.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static DemoChannel channel(double reject, double defer, double unconfirmed, long seed) {
    return new DemoChannel(
        new Demo(Duration.ZERO, reject, defer, unconfirmed, seed, 8), duration -> {});
  }

  private static boolean isRefused(DemoChannel channel, int i) {
    return channel.attempt(to(i, 0)) instanceof Attempt.Refused;
  }

  private static double share(List<Attempt> answers, Class<? extends Attempt> kind) {
    return answers.stream().filter(kind::isInstance).count() / (double) answers.size();
  }

  private static Outgoing to(int i, int tries) {
    return new Outgoing("run", "run/user-" + i, "user-" + i, "u@example.org", "", "body", tries);
  }
}
