package dev.blast.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.campaign.Safety;
import dev.blast.campaign.Share;
import dev.blast.campaign.Throttle;
import dev.blast.dashboard.Views.Line;
import dev.blast.dashboard.Views.View;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reach;
import dev.blast.outcome.Tally;
import dev.blast.report.NotSent;
import dev.blast.report.Point;
import dev.blast.report.RecipientSearch.Found;
import dev.blast.run.RunState;
import dev.blast.run.Waiting;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Views as the page reads them. Texts are as they were written: the page never takes them for
 * markup.
 */
final class ViewJson {

  static final JsonMapper JSON = JsonMapper.builder().build();

  private ViewJson() {}

  /**
   * A run. Its fields are what is sent anew when it changes.
   *
   * @param now what the page compares instants with
   */
  static ObjectNode view(View view, Pulse pulse, Instant now) {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", view.id().toString());
    json.put("name", view.name());
    json.put("provider", view.provider());
    json.put("state", view.state().name());
    json.put("final", view.state().isFinal());
    json.put("live", view.live());
    json.put("scheduled", view.id().scheduled().toString());
    json.put("deadline", view.deadline().toString());
    json.put("closed", view.closed().map(Instant::toString).orElse(""));
    json.set("paused", paused(view));
    json.put("cancelled", view.control().cancelled().map(Instant::toString).orElse(""));
    json.put("throttle", view.throttle().text());
    json.put("ceiling", ceiling(view.throttle()));
    view.tally().ifPresent(tally -> json.set("tally", tally(tally)));
    view.reach().ifPresent(reach -> put(reach, view.notSent(), json));
    ArrayNode reasons = json.putArray("reasons");
    view.reasons().stream()
        .filter(each -> each.outcome() != Outcome.SENT)
        .forEach(
            each ->
                reasons
                    .addObject()
                    .put("outcome", each.outcome().word())
                    .put("code", each.code())
                    .put("count", each.recipients()));
    ArrayNode events = json.putArray("events");
    view.events()
        .forEach(
            each ->
                events
                    .addObject()
                    .put("at", each.at().toString())
                    .put("by", each.by())
                    .put("what", each.what()));
    ArrayNode why = json.putArray("why");
    view.why().forEach(why::add);
    boolean running = view.live() && !view.state().isFinal();
    double rate = running ? pulse.rate().orElse(0) : 0;
    json.put("rate", Math.round(rate * 10) / 10.0);
    long open = view.tally().map(Tally::open).orElse(0L);
    Optional<Instant> finish =
        running && !view.control().halts() ? Pulse.finish(now, open, rate) : Optional.empty();
    // To the second: it would change with every look.
    json.put("finish", finish.map(at -> at.plusMillis(500).getEpochSecond() * 1000).orElse(0L));
    return json;
  }

  /** How many were sent to, and whether that is a success. */
  private static void put(Reach reach, Share notSent, ObjectNode json) {
    json.put("reach", reach.words());
    json.put("grade", reach.grade(notSent).name().toLowerCase(Locale.ROOT));
  }

  private static ObjectNode paused(View view) {
    ObjectNode json = JSON.createObjectNode();
    view.control()
        .pause()
        .ifPresent(
            pause ->
                json.put("by", pause.by().word())
                    .put("why", pause.why())
                    .put("since", pause.since().toString()));
    return json;
  }

  /** Recipients a second; 0 for none. */
  static double ceiling(Throttle throttle) {
    return switch (throttle) {
      case Throttle.Unlimited none -> 0;
      case Throttle.Limit limit -> (double) limit.recipients() / limit.period().toSeconds();
    };
  }

  static ObjectNode tally(Tally tally) {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode rows = json.putObject("rows");
    rows.put("rows", tally.staged().rows());
    for (Exclusion exclusion : Exclusion.values()) {
      rows.put(exclusion.word(), tally.staged().excluded(exclusion));
    }
    rows.put("recipients", tally.staged().recipients());
    ObjectNode outcomes = json.putObject("outcomes");
    for (Outcome outcome : Outcome.OF_RECIPIENTS) {
      outcomes.put(outcome.word(), tally.count(outcome));
    }
    outcomes.put("open", tally.open());
    json.put("balanced", tally.balances());
    json.put("sentence", tally.sentence());
    return json;
  }

  /** As columns, which is what a chart takes: times, then a list for each outcome, then open. */
  static ObjectNode history(List<Point> points) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode times = json.putArray("at");
    points.forEach(each -> times.add(each.at().toEpochMilli()));
    for (Outcome outcome : Outcome.OF_RECIPIENTS) {
      ArrayNode counts = json.putArray(outcome.word());
      points.forEach(each -> counts.add(each.outcomes().getOrDefault(outcome, 0L)));
    }
    ArrayNode open = json.putArray("open");
    points.forEach(each -> open.add(each.open()));
    return json;
  }

  static ArrayNode runs(List<Line> lines) {
    ArrayNode json = JSON.createArrayNode();
    for (Line line : lines) {
      ObjectNode run = json.addObject();
      run.put("id", line.id().toString());
      run.put("campaign", line.id().campaignId());
      run.put("scheduled", line.id().scheduled().toString());
      run.put("state", line.state().name());
      run.put("final", line.state().isFinal());
      run.put("live", line.live());
      run.put("paused", line.control().pause().isPresent());
      run.put("trouble", line.trouble());
      line.tally()
          .ifPresent(
              tally -> {
                run.put("recipients", tally.staged().recipients())
                    .put("sent", tally.count(Outcome.SENT))
                    .put("open", tally.open())
                    .put("balanced", tally.balances());
                if (line.state() == RunState.CLOSED) {
                  // A list reads no campaigns: each would be a request of a stack's store.
                  put(Reach.of(tally), Safety.NOT_SENT, run);
                }
              });
    }
    return json;
  }

  static ArrayNode waiting(List<Waiting> waiting) {
    ArrayNode json = JSON.createArrayNode();
    waiting.forEach(
        each ->
            json.addObject()
                .put("campaign", each.id().campaignId())
                .put("name", each.name())
                .put("scheduled", each.id().scheduled().toString()));
    return json;
  }

  /** A recipient id may be an address. */
  static ArrayNode samples(List<NotSent.Named> groups) {
    ArrayNode json = JSON.createArrayNode();
    for (NotSent.Named named : groups) {
      NotSent.Group group = named.group();
      ObjectNode each =
          json.addObject()
              .put("outcome", group.outcome())
              .put("code", group.code())
              .put("count", group.count());
      ArrayNode samples = each.putArray("samples");
      Iterator<String> ids = named.recipients().iterator();
      for (NotSent.Sample sample : group.samples()) {
        samples
            .addObject()
            .put("recipient", id(ids.next(), false))
            .put("reason", sample.reason().toString());
      }
    }
    return json;
  }

  private static String id(String id, boolean reveal) {
    return reveal || id.indexOf('@') < 0 ? id : masked(id);
  }

  static ArrayNode found(List<Found> rows, boolean reveal) {
    ArrayNode json = JSON.createArrayNode();
    for (Found row : rows) {
      json.addObject()
          .put("line", row.line())
          .put(
              "id",
              row.id().equals(row.address()) && !reveal ? masked(row.id()) : id(row.id(), reveal))
          .put("address", reveal ? row.address() : masked(row.address()))
          .put("outcome", row.outcome())
          .put("reason", row.reason().toString())
          .put("attempts", row.attempts())
          .put("deferrals", row.deferrals())
          .put("providerId", row.providerId())
          .put("envelope", row.envelope())
          .put("at", row.at().map(Instant::toString).orElse(""))
          .put("held", row.held());
    }
    return json;
  }

  /** The first character of each part, so that who knows the address knows it again. */
  static String masked(String address) {
    if (address.isEmpty()) {
      return "";
    }
    int at = address.indexOf('@');
    return at < 0
        ? first(address)
        : first(address.substring(0, at)) + "@" + first(address.substring(at + 1));
  }

  private static String first(String text) {
    return text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(0, 1)) + "•••";
  }
}
