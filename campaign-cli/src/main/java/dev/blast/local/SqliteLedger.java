package dev.blast.local;

import dev.blast.delivery.DeadEnvelopes;
import dev.blast.delivery.DeadLetters;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.Unsendables;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.outcome.StandingsCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one run in an SQLite file. Writes of all threads share commits; reads use
 * connections of their own and see what was committed. Thread-safe.
 *
 * <p>Every call throws {@link LedgerUnavailable} when the file cannot be used, and {@link
 * IllegalArgumentException} for another run than the ledger's.
 */
public final class SqliteLedger
    implements DeliveryLedger, Facts, Checkpoints, Unsendables, DeadEnvelopes, AutoCloseable {

  private final RunId run;
  private final LedgerFile file;
  private final SqliteFacts facts;
  private final LedgerTransaction transaction;
  private final GroupCommit writer;
  private final SqliteEndings endings;

  private SqliteLedger(RunId run, LedgerFile file) {
    this.run = run;
    this.file = file;
    this.facts = new SqliteFacts(run, file);
    this.transaction = transaction(run, file);
    this.writer = new GroupCommit(file.path(), transaction);
    this.endings = new SqliteEndings(run, file, transaction, writer);
  }

  /** Creates the ledger's file; it must not exist. Durable when this returns. */
  public static void create(Path file, RunId run, LedgerSettings settings) {
    new LedgerFile(file, settings).create(run);
  }

  /**
   * Opens the ledger for writing. One process at a time should: others may wait long for a turn.
   *
   * @throws LedgerUnavailable when it is missing, damaged, locked, or another run's
   */
  public static SqliteLedger open(Path file, RunId run, LedgerSettings settings) {
    return new SqliteLedger(run, new LedgerFile(file, settings));
  }

  private static LedgerTransaction transaction(RunId run, LedgerFile file) {
    Connection connection = file.openFor(run);
    try {
      return new LedgerTransaction(connection);
    } catch (SQLException failure) {
      LedgerFile.close(connection);
      throw LedgerUnavailable.of(file.path(), failure);
    }
  }

  @Override
  public Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
    own(id, recipients);
    long until = leaseUntil.toEpochMilli();
    Grant grant = writer.run(() -> grant(id, recipients, now.toEpochMilli(), until));
    return switch (grant) {
      case Grant.Answer answer -> answer.claim();
      case Grant.Leased leased ->
          new Claim.Granted(
              new Lease(id, leased.token(), Instant.ofEpochMilli(until)),
              file.standings(id, recipients, leased.standings()),
              leased.uncertain());
    };
  }

  /** What the writer decides about a claim; the standings are decoded by the claimant's thread. */
  private sealed interface Grant {
    record Answer(Claim claim) implements Grant {}

    record Leased(long token, @Nullable String standings, boolean uncertain) implements Grant {}
  }

  private Grant grant(EnvelopeId id, int recipients, long now, long until) throws SQLException {
    EnvelopeTable envelopes = transaction.envelopes();
    Optional<EndingTable.Row> ended = transaction.ending().find();
    if (ended.isPresent() && (!ended.get().isOver() || envelopes.find(id).isEmpty())) {
      return new Grant.Answer(new Claim.AllSettled());
    }
    if (envelopes.insertLeased(id, recipients, until)) {
      return new Grant.Leased(1, null, false);
    }
    EnvelopeTable.Row row = envelopes.find(id).orElseThrow();
    same(id, row.recipients(), recipients);
    if (row.open() == 0) {
      return new Grant.Answer(new Claim.AllSettled());
    }
    if (row.isHeld(now)) {
      return new Grant.Answer(new Claim.Held(Instant.ofEpochMilli(row.leaseUntil())));
    }
    envelopes.lease(id, row.token() + 1, until);
    return new Grant.Leased(row.token() + 1, row.standings(), row.isLeased());
  }

  @Override
  public boolean settle(Lease lease, List<Standing> standings) {
    own(lease.id().run());
    OutcomeCounts counts = OutcomeCounts.of(standings);
    String text = StandingsCodec.encode(standings);
    return writer.run(() -> settle(lease, standings, text, counts));
  }

  private boolean settle(Lease lease, List<Standing> standings, String text, OutcomeCounts counts)
      throws SQLException {
    Optional<EndingTable.Row> ended = transaction.ending().find().filter(row -> !row.isOver());
    if (ended.isPresent() && counts.total() < standings.size()) {
      List<Standing> all =
          SqliteEndings.over(standings, open -> ended.get().ending().of(open, false));
      return settle(lease, all, StandingsCodec.encode(all), OutcomeCounts.of(all));
    }
    EnvelopeTable envelopes = transaction.envelopes();
    EnvelopeId id = lease.id();
    int open = standings.size() - counts.total();
    if (envelopes.settleUntouched(id, lease.token(), standings.size(), open, text)) {
      transaction.count(counts);
      return true;
    }
    Optional<EnvelopeTable.Row> row =
        envelopes.find(id).filter(found -> found.isLeased() && found.token() == lease.token());
    if (row.isEmpty()) {
      return false;
    }
    same(id, row.get().recipients(), standings.size());
    OutcomeCounts before = settledBefore(id, standings, row.get());
    envelopes.settle(id, lease.token(), open, text);
    counts.subtract(before);
    transaction.count(counts);
    return true;
  }

  private OutcomeCounts settledBefore(
      EnvelopeId id, List<Standing> standings, EnvelopeTable.Row row) {
    List<Standing> before = file.standings(id, row.recipients(), row.standings());
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i) instanceof Standing.Settled settled && !settled.equals(standings.get(i))) {
        throw new IllegalArgumentException(
            "recipient " + i + " of " + id + " is settled and stays so");
      }
    }
    return OutcomeCounts.of(before);
  }

  @Override
  public void record(EnvelopeId id, int recipients, Reason reason, Instant at) {
    own(id, recipients);
    writer.run(
        () -> {
          EnvelopeTable.Row row = find(id, recipients);
          boolean over = row.open() == 0 || row.isHeld(at.toEpochMilli());
          return over ? row : giveUp(id, row, Outcome.INVALID, reason, at);
        });
  }

  @Override
  public Fate giveUp(EnvelopeId id, int recipients, Reason reason, Instant at) {
    own(id, recipients);
    return writer.run(
        () -> {
          EnvelopeTable.Row row = find(id, recipients);
          if (row.open() == 0) {
            return wasGivenUp(id, row, reason) ? Fate.GIVEN_UP : Fate.SETTLED;
          }
          if (row.isHeld(at.toEpochMilli())) {
            return Fate.HELD;
          }
          if (!row.isLeased()) {
            return Fate.OPEN;
          }
          giveUp(id, row, Outcome.DEAD, reason, at);
          return Fate.GIVEN_UP;
        });
  }

  private boolean wasGivenUp(EnvelopeId id, EnvelopeTable.Row row, Reason reason) {
    return file.standings(id, row.recipients(), row.standings()).stream()
        .anyMatch(
            standing ->
                standing instanceof Standing.Settled settled
                    && settled.reason().code().equals(reason.code()));
  }

  /** What is on record about an envelope, or would be. */
  private EnvelopeTable.Row find(EnvelopeId id, int recipients) throws SQLException {
    // Of an envelope that was never claimed the run's ending speaks, once there is one.
    int open = transaction.ending().find().isPresent() ? 0 : recipients;
    EnvelopeTable.Row row =
        transaction
            .envelopes()
            .find(id)
            .orElseGet(
                () -> new EnvelopeTable.Row(recipients, open, 0, EnvelopeTable.Row.FREE, null));
    same(id, row.recipients(), recipients);
    return row;
  }

  private EnvelopeTable.Row giveUp(
      EnvelopeId id, EnvelopeTable.Row row, Outcome otherwise, Reason reason, Instant at)
      throws SQLException {
    List<Standing> before = file.standings(id, row.recipients(), row.standings());
    // A lease that ran out, or was voided, without an end.
    boolean uncertain = row.isLeased();
    List<Standing> after =
        SqliteEndings.over(before, open -> open.givenUp(otherwise, uncertain, reason, at));
    OutcomeCounts counts = OutcomeCounts.of(after);
    counts.subtract(OutcomeCounts.of(before));
    EnvelopeTable envelopes = transaction.envelopes();
    if (row.token() == 0) {
      envelopes.insertSettled(id, row.recipients(), StandingsCodec.encode(after));
    } else {
      envelopes.settle(id, row.token() + 1, 0, StandingsCodec.encode(after));
    }
    transaction.count(counts);
    return row;
  }

  /** Where the run is ended, and where outcomes are taken back. */
  public SqliteEndings endings() {
    return endings;
  }

  /** The dead letters of this run's queues, in the same file. */
  public DeadLetters deadLetters() {
    return new SqliteDeadLetters(run, file, writer, transaction);
  }

  /**
   * Voids every lease, for the process that holds the run's lock after another one vanished: their
   * next claims are granted at once, and are uncertain. Answers whose they were, in the order of
   * the envelopes; those of an earlier call that nobody claimed since are among them.
   */
  public List<InFlight> voidLeases() {
    return writer.run(() -> transaction.envelopes().voidLeases(run));
  }

  /** The sequence numbers of the shard's envelopes in which nobody is open. */
  public BitSet settledEnvelopes(int shard, int envelopes) {
    return facts.settledEnvelopes(shard, envelopes);
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

  @Override
  public int next(Pass pass, int shard) {
    return facts.checkpoint(pass, shard);
  }

  @Override
  public void reached(Pass pass, int shard, int next) {
    own(pass.run());
    writer.run(
        () -> {
          transaction.reached(pass, shard, next);
          return true;
        });
  }

  /** Commits what is under way and closes the file. Later calls throw. */
  @Override
  public void close() {
    writer.close();
  }

  private void own(EnvelopeId id, int recipients) {
    own(id.run());
    if (recipients < 1) {
      throw new IllegalArgumentException(id + " holds nobody");
    }
  }

  private void own(RunId asked) {
    own(run, asked);
  }

  static void own(RunId run, RunId asked) {
    if (!run.equals(asked)) {
      throw new IllegalArgumentException("this is the ledger of " + run + ", not of " + asked);
    }
  }

  private static void same(EnvelopeId id, int known, int asked) {
    if (known != asked) {
      throw new IllegalArgumentException(
          id + " holds " + known + " recipients in the ledger, not " + asked);
    }
  }
}
