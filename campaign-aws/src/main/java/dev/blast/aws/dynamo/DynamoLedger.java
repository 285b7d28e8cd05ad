package dev.blast.aws.dynamo;

import dev.blast.delivery.DeadEnvelopes;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.dispatch.SettledEnvelopes;
import dev.blast.dispatch.Unsendables;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Reopening;
import dev.blast.redrive.Selection;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import dev.blast.watch.Endings;
import dev.blast.watch.Recount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The ledger of all runs on one DynamoDB table. Thread-safe; every call blocks, and throws {@link
 * LedgerUnreachable} when the table does not answer within the client's repeats.
 *
 * <p>An envelope is one item, and a claim or a settle one conditional write, durable when it
 * answers. The counts of a run are kept apart: this process adds up what it changed, and {@link
 * #flush} writes it; to be called once per invocation, before it answers. Until then {@link
 * #reasons} does not know of it, {@link #envelopes} does. What a process that vanished never wrote
 * is made up for by {@link #recount}.
 *
 * <p>Where an envelope's standings would be larger than an item of DynamoDB may be, the texts that
 * the provider chose are cut: details first, then its ids to 64 characters, then its ids
 * altogether.
 */
public final class DynamoLedger
    implements DeliveryLedger,
        DeadEnvelopes,
        Unsendables,
        SettledEnvelopes,
        Endings,
        Reopening,
        Recount,
        Facts {

  private final Counters counters;
  private final EnvelopeClaims claims;
  private final EnvelopeFates fates;
  private final RunEndings endings;
  private final RunFacts facts;

  /**
   * @param shards how many a run has, as its manifest says; 0 for one that was never staged
   * @param clock for the time to live only: what expires for recipients is told with each call
   * @param kept after this an item that was not written since may be deleted (its {@code ttl}):
   *     longer than a run may be resumed, redriven or reported, as whoever is forgotten looks open.
   *     DynamoDB deletes within days, and until then such an item is as good as any
   */
  public DynamoLedger(
      DynamoDbClient client,
      BlastTable table,
      ToIntFunction<RunId> shards,
      InstantSource clock,
      Duration kept) {
    Requests requests = new Requests(client, table, clock, kept);
    EndingItems ended = new EndingItems(requests);
    counters = new Counters(requests);
    Envelopes envelopes = new Envelopes(requests, counters, shards);
    claims = new EnvelopeClaims(requests, ended, envelopes, counters);
    fates = new EnvelopeFates(envelopes, ended, claims, counters);
    endings = new RunEndings(envelopes, ended, counters);
    facts = new RunFacts(envelopes, ended, counters);
  }

  /**
   * Writes what this process has counted since the last time, of every run: one write each, none
   * where nothing changed. What fails is kept for the next time. A second call changes nothing.
   */
  public void flush() {
    counters.flush();
  }

  /**
   * Counts the outcomes of a run over its envelopes, and makes the counters say the same: for a run
   * in which nobody holds anything and whose counters do not add up, because a process vanished
   * between a settle and its {@link #flush}. Reads the whole run, without keeping it in memory. A
   * process that flushes later what was counted here makes the counters too large until the next
   * call: close a run by an {@link dev.blast.report.Audit}, which compares them with the envelopes,
   * and recount again where they differ.
   *
   * @return false, and nothing has changed, when somebody holds an envelope or wrote counts
   *     meanwhile
   */
  @Override
  public boolean recount(RunId run) {
    return endings.recount(run);
  }

  @Override
  public Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
    return claims.claim(id, recipients, now, leaseUntil);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The counts follow with {@link #flush}. When the answer to the write is lost, the repeat
   * finds that it was this call that settled, and answers true; should others have claimed and
   * settled the envelope in between, it answers false.
   */
  @Override
  public boolean settle(Lease lease, List<Standing> standings) {
    return claims.settle(lease, standings);
  }

  /**
   * {@inheritDoc}
   *
   * <p>An envelope that was never claimed is claimed first: a process that vanishes before the
   * second write leaves its recipients in doubt, as any sender does.
   */
  @Override
  public void record(EnvelopeId id, int recipients, Reason reason, Instant at) {
    fates.record(id, recipients, reason, at);
  }

  @Override
  public Fate giveUp(EnvelopeId id, int recipients, Reason reason, Instant at) {
    return fates.giveUp(id, recipients, reason, at);
  }

  @Override
  public BitSet of(RunId run, int shard, int envelopes) {
    return facts.of(run, shard, envelopes);
  }

  @Override
  public void end(RunId run, Ending ending) {
    endings.end(run, ending);
  }

  @Override
  public Optional<Ending> unswept(RunId run) {
    return endings.unswept(run);
  }

  @Override
  public boolean sweep(RunId run, Ending ending, long recipients, Instant now) {
    return endings.sweep(run, ending, recipients, now);
  }

  @Override
  public long reopen(RunId run, Selection selection) {
    return endings.reopen(run, selection);
  }

  /**
   * As {@link #reopen(RunId, Selection)}, where several may reopen the same at a time, or one may
   * have been thought dead: none reopens what is done after the others were ready. Each write is of
   * something that was read before {@code asked} was answered, and refused when that has changed.
   *
   * @param asked whether the redrive is still between its ends; called between reading and writing,
   *     by several threads
   * @throws IllegalStateException when it is not; those before are reopened
   */
  public long reopen(RunId run, Selection selection, BooleanSupplier asked) {
    return endings.reopen(run, selection, asked);
  }

  @Override
  public List<ReasonCount> reasons(RunId run) {
    return facts.reasons(run);
  }

  @Override
  public Optional<Ended> ending(RunId run) {
    return facts.ending(run);
  }

  @Override
  public void envelopes(RunId run, int shard, Consumer<EnvelopeFacts> each) {
    facts.envelopes(run, shard, each);
  }
}
