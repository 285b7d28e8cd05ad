package dev.blast.aws.function;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A ledger whose settles are counted: recipients by outcome, and those that stay open. */
public final class MeteredLedger implements DeliveryLedger {

  private final DeliveryLedger ledger;
  private final Meter meter;

  /** Of envelopes in hand, those of whose recipients some had their outcomes before. */
  private final Map<EnvelopeId, List<Outcome>> before = new ConcurrentHashMap<>();

  public MeteredLedger(DeliveryLedger ledger, Meter meter) {
    this.ledger = ledger;
    this.meter = meter;
  }

  @Override
  public Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
    Claim claim = ledger.claim(id, recipients, now, leaseUntil);
    if (claim instanceof Claim.Granted(Lease lease, List<Standing> standings, boolean uncertain)) {
      List<Outcome> settled = outcomes(standings);
      if (settled.isEmpty()) {
        before.remove(id);
      } else {
        before.put(id, settled);
      }
    }
    return claim;
  }

  @Override
  public boolean settle(Lease lease, List<Standing> standings) {
    boolean settled = ledger.settle(lease, standings);
    List<Outcome> known = Objects.requireNonNullElse(before.remove(lease.id()), List.of());
    if (settled) {
      List<Outcome> now = outcomes(standings);
      now.forEach(outcome -> meter.add(name(outcome), 1));
      known.forEach(outcome -> meter.add(name(outcome), -1));
      meter.add("leftOpen", standings.size() - now.size());
    }
    return settled;
  }

  private static String name(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static List<Outcome> outcomes(List<Standing> standings) {
    return standings.stream()
        .flatMap(
            standing ->
                switch (standing) {
                  case Standing.Settled settled -> Stream.of(settled.outcome());
                  case Standing.Open open -> Stream.empty();
                })
        .toList();
  }
}
