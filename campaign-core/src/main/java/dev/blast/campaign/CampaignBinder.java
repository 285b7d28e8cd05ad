package dev.blast.campaign;

import dev.blast.text.CleanText;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes a campaign of the nodes of its file, or finds out why that cannot be done. */
final class CampaignBinder {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,47}");

  private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,200}");
  private static final Pattern PACKING = Pattern.compile("[1-9][0-9]{0,2}|1000");
  private static final Packing AUTO = new Packing.Auto();

  private final Findings findings;

  CampaignBinder(Findings findings) {
    this.findings = findings;
  }

  /** The campaign; empty when there are findings. */
  Optional<Campaign> bind(Node root) {
    if (!(root instanceof Node.Mapping mapping)) {
      findings.add(
          root.mark(),
          root.shown(),
          "a campaign: a block of keys such as id, audience and message",
          "start from one of campaign-samples");
      return Optional.empty();
    }
    Section top = Section.open(Layout.TOP, mapping.mark(), mapping, findings);
    top.require(Layout.ID, Layout.AUDIENCE, Layout.MESSAGE);
    String id = top.parsed(Layout.ID, text -> matching(ID, text)).orElse("");
    String name = top.parsed(Layout.NAME, text -> matching(NAME, text.strip())).orElse(id);
    Optional<AudienceSource> audience =
        top.block(Layout.AUDIENCE, Layout.AUDIENCE_BLOCK)
            .map(section -> new AudienceBinder(findings).bind(section));
    Coupon coupon = coupon(top);
    Optional<Message> message = message(top);
    TimingBinder timing = new TimingBinder(findings);
    Schedule schedule = timing.schedule(top);
    Deadline deadline = timing.deadline(top, schedule);
    Duration latestStart = top.span(Layout.LATEST_START);
    Throttle throttle = throttle(top);
    Packing packing = top.parsed(Layout.PACKING, CampaignBinder::packing).orElse(AUTO);
    int queues = Math.toIntExact(top.whole(Layout.QUEUES));
    Attempts attempts = attempts(top);
    Safety safety = SafetyBinder.bind(top);
    Duplicates duplicates =
        top.choice(Layout.DUPLICATES).equals("first") ? Duplicates.FIRST : Duplicates.REFUSE;
    OnUncertain onUncertain =
        top.choice(Layout.ON_UNCERTAIN).equals("resend") ? OnUncertain.RESEND : OnUncertain.RECORD;
    return audience
        .flatMap(
            whom ->
                message.map(
                    what ->
                        new Campaign(
                            id,
                            name,
                            whom,
                            what,
                            coupon,
                            schedule,
                            deadline,
                            latestStart,
                            throttle,
                            packing,
                            queues,
                            attempts,
                            safety,
                            duplicates,
                            onUncertain)))
        .filter(campaign -> findings.size() == 0);
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return Optional.of(text).filter(pattern.asMatchPredicate());
  }

  private Coupon coupon(Section top) {
    Optional<Section> section = top.block(Layout.COUPON, Layout.COUPON_BLOCK);
    if (section.isEmpty()) {
      return new Coupon.None();
    }
    Section coupon = section.get();
    refuseBothOrNeither(coupon, "coupon", Layout.CODE, Layout.COUPON_COLUMN);
    Optional<Coupon> shared =
        coupon
            .parsed(Layout.CODE, text -> Optional.of(CleanText.of(text)).filter(c -> !c.isEmpty()))
            .map(Coupon.Shared::new);
    Optional<Coupon> column = coupon.text(Layout.COUPON_COLUMN).map(Coupon.Column::new);
    return shared.or(() -> column).orElse(new Coupon.None());
  }

  private Optional<Message> message(Section top) {
    int before = findings.size();
    Optional<Message> message =
        top.block(Layout.MESSAGE, Layout.MESSAGE_BLOCK)
            .map(section -> new MessageBinder(findings).bind(section, top.has(Layout.COUPON)));
    boolean complete = message.isPresent() && findings.size() == before;
    if (complete
        && top.has(Layout.COUPON)
        && !message.filter(CampaignBinder::usesCoupon).isPresent()) {
      findings.add(
          top.entry(Layout.COUPON).orElseThrow().mark(),
          "a coupon that the message does not use",
          "{{coupon}} in message.subject or message.body",
          "write {{coupon}} where the code belongs, or remove the coupon section");
    }
    return message;
  }

  private static boolean usesCoupon(Message message) {
    return message.subject().usesCoupon() || message.body().usesCoupon();
  }

  private Throttle throttle(Section top) {
    Optional<Section> section = top.block(Layout.THROTTLE, Layout.THROTTLE_BLOCK);
    if (section.isEmpty()) {
      return new Throttle.Unlimited();
    }
    Section throttle = section.get();
    refuseBothOrNeither(throttle, "throttle", Layout.PER_SECOND, Layout.PER_MINUTE);
    int perSecond = Math.toIntExact(throttle.whole(Layout.PER_SECOND));
    int perMinute = Math.toIntExact(throttle.whole(Layout.PER_MINUTE));
    return throttle.has(Layout.PER_SECOND)
        ? new Throttle.Limit(perSecond, Duration.ofSeconds(1))
        : new Throttle.Limit(perMinute, Duration.ofMinutes(1));
  }

  private void refuseBothOrNeither(Section section, String path, Key one, Key other) {
    if (section.has(one) == section.has(other)) {
      String names = one.name() + " and " + other.name();
      findings.add(
          section.mark(),
          section.has(one) ? "both " + names : "neither " + one.name() + " nor " + other.name(),
          path + " to have one of " + names,
          section.has(one) ? "remove one of the two" : "add " + one.line());
    }
  }

  private static Optional<Packing> packing(String text) {
    if (text.equals("auto")) {
      return Optional.of(AUTO);
    }
    return matching(PACKING, text).map(digits -> new Packing.Fixed(Integer.parseInt(digits)));
  }

  private Attempts attempts(Section top) {
    Optional<Section> section = top.block(Layout.ATTEMPTS, Layout.ATTEMPTS_BLOCK);
    int max = section.map(s -> s.whole(Layout.MAX)).orElse(Layout.MAX.standard()).intValue();
    Duration first = span(section, Layout.FIRST_DELAY);
    Duration longest = span(section, Layout.MAX_DELAY);
    if (first.compareTo(longest) > 0) {
      section.ifPresent(
          attempts ->
              findings.add(
                  attempts.markOf(Layout.FIRST_DELAY),
                  "firstDelay "
                      + Durations.text(first)
                      + " and maxDelay "
                      + Durations.text(longest),
                  "attempts.firstDelay to be at most maxDelay",
                  "raise maxDelay or lower firstDelay"));
    }
    return new Attempts(max, first, longest);
  }

  private static Duration span(Optional<Section> section, Key.Span key) {
    return section.map(present -> present.span(key)).orElse(key.standard());
  }
}
