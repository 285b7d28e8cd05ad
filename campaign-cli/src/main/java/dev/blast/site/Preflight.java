package dev.blast.site;

import dev.blast.aws.stack.AccountConcurrency;
import dev.blast.aws.stack.AccountConcurrency.Answer;
import dev.blast.aws.stack.Keeping;
import dev.blast.aws.stack.SecretState;
import dev.blast.aws.stack.SecretState.Denied;
import dev.blast.aws.stack.SecretState.Fault;
import dev.blast.aws.stack.SecretState.Undeclared;
import dev.blast.aws.stack.Secrets;
import dev.blast.aws.stack.Secrets.SecretsUnavailable;
import dev.blast.aws.stack.StackVariable;
import dev.blast.aws.stack.StackVariables;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Durations;
import dev.blast.campaign.Problem;
import dev.blast.delivery.InvocationTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether a stack can deliver a campaign: looks at everything that only shows when it sends, and
 * tells all of it together. It changes nothing and shows no value of a secret. Blocks.
 */
final class Preflight {

  private static final String EARLIER =
      "an earlier version deployed this stack, which does not say %s; apply Blast's Terraform of"
          + " this version";

  private final StackVariables stack;
  private final Keeping keeping;
  private final Supplier<Secrets> secrets;
  private final Supplier<AccountConcurrency> account;

  Preflight(StackVariables stack, Keeping keeping, InstantSource clock) {
    this.stack = stack;
    this.keeping = keeping;
    this.secrets = () -> Secrets.of(stack, clock);
    this.account = AccountConcurrency::fromEnvironment;
  }

  /**
   * What was found.
   *
   * @param fires when the campaign does; empty where that is not known, and its deadline is not
   *     looked at
   */
  List<Finding> of(CampaignFile file, Optional<Instant> fires) {
    List<Finding> findings = new ArrayList<>();
    fires.ifPresent(instant -> findings.add(deadline(file, instant)));
    findings.add(timeout(file));
    findings.addAll(secrets(file));
    findings.add(concurrency());
    return List.copyOf(findings);
  }

  private Finding deadline(CampaignFile file, Instant fires) {
    Campaign campaign = file.campaign();
    Instant deadline = campaign.deadline().of(fires, campaign.schedule().zone());
    return keeping
        .problem(file.origin().toString(), deadline, fires)
        .<Finding>map(
            problem ->
                new Finding.Wrong("deadline", "the stack forgets the run before it", problem))
        .orElseGet(
            () ->
                new Finding.Fits(
                    "deadline",
                    "%s; the stack takes deadlines until %s"
                        .formatted(deadline, keeping.latestDeadline(fires))));
  }

  private Finding timeout(CampaignFile file) {
    Duration attempt = file.campaign().message().channel().longestAttempt();
    Optional<Duration> invocation = stack.senderTimeout();
    if (invocation.isEmpty()) {
      return new Finding.Unchecked("timeout", EARLIER.formatted("how long a sender may take"));
    }
    Duration longest = InvocationTime.longestAttempt(invocation.get());
    String asked = Durations.text(attempt);
    String fits = Durations.text(longest);
    if (attempt.compareTo(longest) <= 0) {
      return new Finding.Fits("timeout", asked + "; up to " + fits + " fits");
    }
    return new Finding.Wrong(
        "timeout",
        "%s does not fit; the largest that fits is %s".formatted(asked, fits),
        Problem.of(
            file.origin().toString(),
            "a channel timeout of " + asked,
            "at most %s: a sender's invocation on this stack ends after %s"
                .formatted(fits, Durations.text(invocation.get())),
            "set timeout of message.channel to %s or less, or raise sender_timeout of the stack"
                .formatted(fits)));
  }

  private List<Finding> secrets(CampaignFile file) {
    Set<String> names = file.campaign().message().channel().secrets();
    if (names.isEmpty()) {
      return List.of(new Finding.Fits("secrets", "the campaign names none"));
    }
    try {
      return secrets.get().states(names).entrySet().stream()
          .map(each -> secret(each.getKey(), each.getValue(), file))
          .toList();
    } catch (SecretsUnavailable silent) {
      return List.of(new Finding.Unchecked("secrets", String.valueOf(silent.getMessage())));
    }
  }

  private Finding secret(String name, SecretState state, CampaignFile file) {
    String subject = "secret " + name;
    return switch (state) {
      case SecretState.Held(String parameter) ->
          new Finding.Fits(subject, "the SSM parameter " + parameter + " has a value");
      case Denied denied ->
          new Finding.Unchecked(
              subject,
              "these credentials may not read the SSM parameter %s (%s)"
                  .formatted(denied.parameter(), denied.why()));
      case Undeclared undeclared -> undeclared(subject, name, undeclared, file);
      case SecretState.Missing missing -> wrong(subject, name, missing, file);
      case SecretState.Blank blank -> wrong(subject, name, blank, file);
    };
  }

  /** It may be a variable of the senders, whose value nobody but they can see. */
  private Finding undeclared(
      String subject, String name, Undeclared undeclared, CampaignFile file) {
    Optional<Set<String>> variables = stack.channelSecrets();
    if (variables.isEmpty()) {
      return new Finding.Unchecked(
          subject,
          "it is not in secret_parameters of the stack; "
              + EARLIER.formatted("what is in channel_secrets"));
    }
    return variables.get().contains(name)
        ? new Finding.Fits(subject, "it is in channel_secrets of the stack")
        : wrong(subject, name, undeclared, file);
  }

  private static Finding wrong(String subject, String name, SecretState state, CampaignFile file) {
    Fault fault = state.fault().orElseThrow();
    return new Finding.Wrong(
        subject,
        fault.what(),
        Problem.of(
            file.origin().toString(),
            "${env:" + name + "}, and " + fault.what(),
            "a secret that the stack's senders can read",
            fault.todo()));
  }

  /**
   * Only doubtful: what is throttled comes back to its queue and is called again, later, for a
   * receive of each message.
   */
  private Finding concurrency() {
    String subject = "concurrency";
    Optional<Integer> wanted = stack.knownCount(StackVariable.BLAST_CONCURRENCY);
    if (wanted.isEmpty()) {
      return new Finding.Unchecked(
          subject, EARLIER.formatted("how many invocations it has at a time"));
    }
    return switch (account.get().read()) {
      case Answer.Unknown(String why) ->
          new Finding.Unchecked(subject, why + "; lambda:GetAccountSettings answers it");
      case Answer.Known(int all, int unreserved) ->
          wanted.get() <= unreserved
              ? new Finding.Fits(
                  subject,
                  "the stack has up to %,d invocations at a time, the account %,d"
                      .formatted(wanted.get(), unreserved))
              : new Finding.Doubtful(
                  subject,
                  "the stack has up to %,d invocations at a time, and the account %,d (of %,d, what is not reserved): Lambda throttles the rest, which makes the run slower. Lower sender_concurrency of the stack, or ask AWS for more"
                      .formatted(wanted.get(), unreserved, all));
    };
  }
}
