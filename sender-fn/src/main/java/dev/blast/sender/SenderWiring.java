package dev.blast.sender;

import dev.blast.aws.SqsClients;
import dev.blast.aws.SqsDeadLetterQueue;
import dev.blast.aws.SqsPostponements;
import dev.blast.aws.alert.SnsAlerts;
import dev.blast.aws.alert.SnsClients;
import dev.blast.aws.function.Meter;
import dev.blast.aws.function.MeteredLedger;
import dev.blast.aws.stack.Secrets;
import dev.blast.aws.stack.SenderSecrets;
import dev.blast.aws.stack.StackVariable;
import dev.blast.aws.stack.StackVariables;
import dev.blast.aws.stack.StackWiring;
import dev.blast.delivery.DeadLetterOffice;
import dev.blast.delivery.DeadLetterQueue;
import dev.blast.delivery.Delivery;
import dev.blast.delivery.Postponements;
import dev.blast.delivery.Timing;
import dev.blast.sender.channel.SecretValues;
import dev.blast.sender.channel.SenderChannels;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The parts of a sender on AWS, put together: on Lambda, and in a worker. Built once in a process,
 * which they live as long as. Thread-safe.
 */
public final class SenderWiring {

  /** What senders and workers need to be told. */
  public static final Set<StackVariable> NEEDED =
      with(
          StackVariable.BLAST_QUEUE_URLS,
          StackVariable.BLAST_DEAD_LETTER_QUEUE_URL,
          StackVariable.BLAST_SECRETS,
          StackVariable.BLAST_SENDER_TIMEOUT);

  /** What a worker needs to be told beside: what the sender on Lambda has, it has to have too. */
  private static final Set<StackVariable> WORKER =
      with(NEEDED, StackVariable.BLAST_CHANNEL_SECRETS);

  /** What the handler of dead letters needs to be told. */
  public static final Set<StackVariable> DEAD_LETTERS =
      with(StackVariable.BLAST_DEAD_LETTER_QUEUE_URL, StackVariable.BLAST_ALERT_TOPIC);

  /** Envelopes that are claimed or settled at a time: ten of an invocation, and some to spare. */
  private static final int TABLE_CONNECTIONS = 32;

  private static final int QUEUE_CONNECTIONS = 8;

  private final StackVariables variables;
  private final Meter meter;
  private final InstantSource clock;
  private final StackWiring stack;
  private final SqsClient sqs;
  private @Nullable SenderSecrets secrets;
  private final Map<String, Postponements> postponements = new ConcurrentHashMap<>();

  SenderWiring(StackVariables variables, InstantSource clock) {
    this(variables, Meter.NONE, clock);
  }

  private SenderWiring(StackVariables variables, Meter meter, InstantSource clock) {
    this.variables = variables;
    this.meter = meter;
    this.clock = clock;
    this.stack = new StackWiring(variables, TABLE_CONNECTIONS, clock);
    this.sqs = SqsClients.fromEnvironment(QUEUE_CONNECTIONS);
  }

  private static Set<StackVariable> with(StackVariable... more) {
    return with(StackWiring.NEEDED, more);
  }

  private static Set<StackVariable> with(Set<StackVariable> these, StackVariable... more) {
    Set<StackVariable> all = EnumSet.copyOf(these);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  /**
   * Of a worker, by this process's environment.
   *
   * @throws IllegalStateException that names the variables that are missing
   */
  public static SenderWiring ofWorker() {
    return fromEnvironment(WORKER, Meter.NONE);
  }

  /** As above, of a function. */
  static SenderWiring fromEnvironment(Set<StackVariable> needed, Meter meter) {
    StackVariables variables = StackVariables.read(System::getenv, needed);
    try {
      return new SenderWiring(variables, meter, InstantSource.system());
    } catch (SdkException noRegion) {
      throw new IllegalStateException(noRegion.getMessage(), noRegion);
    }
  }

  public InstantSource clock() {
    return clock;
  }

  /** How long an invocation of a sender on Lambda may take; empty where it is not known. */
  public Optional<Duration> senderTimeout() {
    return variables.senderTimeout();
  }

  /**
   * Which secrets a worker lacks.
   *
   * @param missing a sentence that names all that senders of the stack have, and this worker has
   *     not; empty when it has them all
   * @param unread why they cannot be read at the moment, which says nothing about them; empty when
   *     they can
   */
  public record SecretCheck(Optional<String> missing, Optional<String> unread) {}

  /** Looks whether this worker has the secrets that senders of the stack have. */
  public SecretCheck checkSecrets() {
    SenderSecrets known = secrets();
    Set<String> all = new TreeSet<>(known.declared());
    variables.channelSecrets().ifPresent(all::addAll);
    try {
      return new SecretCheck(known.problem(all), Optional.empty());
    } catch (Secrets.SecretsUnavailable silent) {
      return new SecretCheck(Optional.empty(), Optional.of(String.valueOf(silent.getMessage())));
    }
  }

  /** Made when they are needed: the handler of dead letters is told of none. */
  private synchronized SenderSecrets secrets() {
    SenderSecrets known = secrets;
    if (known == null) {
      known = new SenderSecrets(Secrets.of(variables, clock), System::getenv);
      secrets = known;
    }
    return known;
  }

  /** What {@code ${env:NAME}} stands for in the channels. */
  record SecretsWiring(SenderSecrets secrets) implements SecretValues {
    @Override
    public @Nullable String get(String name) {
      return secrets.get(name);
    }

    @Override
    public void refresh() {
      secrets.refresh();
    }
  }

  /**
   * Delivers what is in messages; {@code ${env:NAME}} is a secret of the stack, or otherwise of
   * this process's environment.
   *
   * @param invocation how long one may take; empty where it is not known
   */
  public Delivery delivery(Optional<Duration> invocation) {
    SenderSecrets known = secrets();
    return new Delivery(
        new MeteredLedger(stack.ledger(), meter),
        stack.runs(),
        new StackChannels(
            new SenderChannels(new SecretsWiring(known), clock), known::problem, invocation),
        stack.control(),
        new Timing(clock, System::nanoTime, Thread::sleep));
  }

  /** Writes what was counted since the last time. */
  public void flush() {
    try {
      stack.ledger().flush();
    } finally {
      meter.emit();
    }
  }

  /** The queues of envelopes. */
  public List<String> queueUrls() {
    return variables.list(StackVariable.BLAST_QUEUE_URLS);
  }

  /**
   * Postpones messages of one of the queues of envelopes.
   *
   * @param queueArn of the one that they are on; where it is empty or none of them, the first
   */
  public Postponements postponements(String queueArn) {
    return postponements.computeIfAbsent(queueArn, this::metered);
  }

  private Postponements metered(String queueArn) {
    Postponements of = new SqsPostponements(sqs, url(queueArn), SenderWiring::notPostponed);
    return delays -> {
      meter.add("messagesReturned", delays.size());
      of.postpone(delays);
    };
  }

  private String url(String queueArn) {
    String name = queueArn.substring(queueArn.lastIndexOf(':') + 1);
    List<String> urls = queueUrls();
    return urls.stream()
        .filter(url -> !name.isEmpty() && url.endsWith("/" + name))
        .findFirst()
        .orElse(urls.getFirst());
  }

  /** They show again when their visibility timeout ends. */
  private static void notPostponed(int messages, String why) {
    System.getLogger(SenderWiring.class.getName())
        .log(System.Logger.Level.WARNING, "not postponed messages=" + messages + " why=" + why);
  }

  /** Takes the messages that nothing can be done with. */
  public DeadLetterQueue deadLetterQueue() {
    DeadLetterQueue queue =
        new SqsDeadLetterQueue(
            sqs,
            variables.get(StackVariable.BLAST_DEAD_LETTER_QUEUE_URL),
            (messages, why) ->
                System.getLogger(SenderWiring.class.getName())
                    .log(
                        System.Logger.Level.WARNING,
                        "poison stays messages=" + messages + " why=" + why));
    return letters -> {
      Set<String> taken = queue.put(letters);
      meter.add("poison", taken.size());
      return taken;
    };
  }

  /** Deals with dead letters. */
  DeadLetterOffice office() {
    String queue = variables.get(StackVariable.BLAST_DEAD_LETTER_QUEUE_URL);
    return new DeadLetterOffice(
        stack.runs(),
        stack.ledger(),
        stack.deadLetters(),
        new SnsAlerts(SnsClients.fromEnvironment(), variables.get(StackVariable.BLAST_ALERT_TOPIC)),
        new DeadLetterOffice.Desk(
            "queue " + queue.substring(queue.lastIndexOf('/') + 1), "See: blast dead RUN"),
        clock);
  }
}
