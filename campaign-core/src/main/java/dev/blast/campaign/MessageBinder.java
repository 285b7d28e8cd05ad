package dev.blast.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads what to say, and through which channel. */
final class MessageBinder {

  private static final ChannelSettings UNKNOWN =
      new ChannelSettings.Demo(Duration.ZERO, 0, 0, 0, 0, 1);

  private final Findings findings;

  MessageBinder(Findings findings) {
    this.findings = findings;
  }

  /**
   * @param hasCoupon whether the campaign has a coupon section
   */
  Message bind(Section message, boolean hasCoupon) {
    message.require(Layout.CHANNEL, Layout.BODY);
    Template subject = template(message, Layout.SUBJECT, text -> true);
    message.entry(Layout.SUBJECT).ifPresent(this::refuseBreaks);
    Template body = template(message, Layout.BODY, text -> !text.isBlank());
    if (!hasCoupon && (subject.usesCoupon() || body.usesCoupon())) {
      Key.Text user = subject.usesCoupon() ? Layout.SUBJECT : Layout.BODY;
      findings.add(
          message.markOf(user),
          "{{coupon}} in message." + user.name() + " of a campaign without a coupon",
          "a coupon section that says what it stands for",
          "add " + Layout.COUPON.line() + " at the top level");
    }
    return new Message(channel(message), subject, body);
  }

  private Template template(Section message, Key.Text key, Predicate<String> accepted) {
    Optional<Node.Scalar> scalar = message.scalar(key, accepted);
    if (scalar.isEmpty()) {
      return Template.empty();
    }
    return switch (Template.parse(scalar.get().text())) {
      case Template.Parsed.Valid(Template template) -> template;
      case Template.Parsed.Flawed(List<Template.Flaw> flaws) -> {
        flaws.forEach(flaw -> report(flaw, scalar.get()));
        yield Template.empty();
      }
    };
  }

  private void refuseBreaks(Node.Entry subject) {
    if (subject.value() instanceof Node.Scalar scalar
        && scalar.text().chars().anyMatch(c -> Rendering.breaks((char) c))) {
      boolean line = scalar.text().chars().anyMatch(c -> "\n\r\u0085\u2028\u2029".indexOf(c) >= 0);
      findings.addSince(
          scalar.mark(),
          (line ? "a line break" : "a control character") + " in message.subject",
          "a subject on one line",
          line
              ? "write it on one line; after > or | a line break ends the text: write >- or |-"
              : "remove it");
    }
  }

  private void report(Template.Flaw flaw, Node.Scalar scalar) {
    int braces = 0;
    for (int at = scalar.text().indexOf("{{");
        at >= 0 && at < flaw.offset();
        at = scalar.text().indexOf("{{", at + 2)) {
      braces++;
    }
    findings.add(
        findings.source().markOfBraces(scalar.mark(), braces),
        flaw.found(),
        flaw.expected(),
        flaw.remedy());
  }

  private ChannelSettings channel(Section message) {
    Optional<Node.Mapping> channel = message.mapping(Layout.CHANNEL);
    if (channel.isEmpty()) {
      return UNKNOWN;
    }
    Node.Mapping mapping = channel.get();
    Source.Mark mark = message.entry(Layout.CHANNEL).orElseThrow().mark();
    String type =
        mapping.find(Layout.TYPE.name()).map(Node.Entry::value).orElse(mapping)
                instanceof Node.Scalar scalar
            ? scalar.text()
            : "";
    return switch (type) {
      case "webhook" ->
          new WebhookBinder(findings).bind(Section.open(Layout.WEBHOOK, mark, mapping, findings));
      case "demo" -> demo(Section.open(Layout.DEMO, mark, mapping, findings));
      default -> {
        refuseType(mapping, mark);
        yield UNKNOWN;
      }
    };
  }

  /** Which other keys are right depends on the type, so they are left for the next reading. */
  private void refuseType(Node.Mapping mapping, Source.Mark mark) {
    Block typed = new Block("message.channel", List.of(Layout.TYPE));
    Node.Mapping onlyType =
        new Node.Mapping(
            mapping.mark(), mapping.find(Layout.TYPE.name()).map(List::of).orElse(List.of()));
    Section section = Section.open(typed, mark, onlyType, findings);
    section.require(Layout.TYPE);
    section.choice(Layout.TYPE);
  }

  private ChannelSettings demo(Section demo) {
    double defer = demo.share(Layout.DEFER_RATE);
    double unconfirmed = demo.share(Layout.UNCONFIRMED_RATE);
    if (defer + unconfirmed > 1) {
      findings.add(
          demo.markOf(Layout.UNCONFIRMED_RATE),
          "deferRate " + defer + " and unconfirmedRate " + unconfirmed,
          "the two to be at most 1 together",
          "lower one of them");
    }
    return new ChannelSettings.Demo(
        demo.span(Layout.LATENCY),
        demo.share(Layout.REJECT_RATE),
        defer,
        unconfirmed,
        demo.whole(Layout.SEED),
        Math.toIntExact(demo.whole(Layout.DEMO_CONCURRENCY)));
  }
}
