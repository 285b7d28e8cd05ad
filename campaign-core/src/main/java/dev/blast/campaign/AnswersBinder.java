package dev.blast.campaign;

import dev.blast.campaign.Answers.Accepted;
import dev.blast.campaign.Answers.Meaning;
import dev.blast.campaign.Node.Entry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a webhook's campaign says of its provider's answers. */
final class AnswersBinder {

  private static final int FIRST = 300;
  private static final int LAST = 599;

  private static final List<String> MEANINGS = Layout.OTHERWISE.words();

  private final Findings findings;

  AnswersBinder(Findings findings) {
    this.findings = findings;
  }

  Answers bind(Section webhook) {
    Map<Integer, Meaning> statuses = new LinkedHashMap<>();
    Optional<Accepted> accepted = Optional.empty();
    for (Entry entry :
        webhook.mapping(Layout.ANSWERS).map(Node.Mapping::entries).orElse(List.of())) {
      if (entry.key().equals(Layout.ACCEPTED.name())) {
        accepted = accepted(entry);
      } else {
        status(entry)
            .ifPresent(
                status -> meaning(entry).ifPresent(meaning -> statuses.put(status, meaning)));
      }
    }
    return new Answers(statuses, accepted);
  }

  private Optional<Integer> status(Entry entry) {
    if (entry.key().matches("[0-9]{3}")) {
      int status = Integer.parseInt(entry.key());
      if (status >= FIRST && status <= LAST) {
        return Optional.of(status);
      }
    }
    boolean success = entry.key().matches("2[0-9]{2}");
    findings.add(
        entry.mark(),
        "the key " + Words.quoted(entry.key()) + " in " + Layout.ANSWERS_BLOCK.shown(),
        "a status from " + FIRST + " to " + LAST + ", or accepted",
        success
            ? "say which body means accepted, as in accepted: " + Layout.ACCEPTED.example()
            : "write a status of three digits, as in 404: refused");
    return Optional.empty();
  }

  private Optional<Meaning> meaning(Entry entry) {
    if (entry.value() instanceof Node.Scalar scalar && MEANINGS.contains(scalar.text())) {
      return Optional.of(Meaning.valueOf(scalar.text().toUpperCase(Locale.ROOT)));
    }
    findings.add(
        entry.value().mark(),
        entry.value().shown(),
        Layout.ANSWERS_BLOCK.shown() + "." + entry.key() + " to be " + Words.oneOf(MEANINGS),
        "write " + entry.key() + ": refused");
    return Optional.empty();
  }

  private Optional<Accepted> accepted(Entry entry) {
    if (!(entry.value() instanceof Node.Mapping mapping)) {
      findings.add(
          entry.value().mark(),
          entry.value().shown(),
          Layout.ANSWERS_BLOCK.path(Layout.ACCEPTED) + " to be " + Layout.ACCEPTED.kind(),
          "write " + Layout.ACCEPTED.line());
      return Optional.empty();
    }
    Section section = Section.open(Layout.ACCEPTED_BLOCK, entry.mark(), mapping, findings);
    section.require(Layout.JSON, Layout.IS);
    Optional<JsonPath> path = section.parsed(Layout.JSON, JsonPath::parse);
    Set<String> values = values(section);
    Meaning otherwise = Meaning.valueOf(section.choice(Layout.OTHERWISE).toUpperCase(Locale.ROOT));
    return path.filter(found -> !values.isEmpty())
        .map(found -> new Accepted(found, values, otherwise));
  }

  /** Empty where they are absent or wrong. */
  private static Set<String> values(Section section) {
    Set<String> values = new LinkedHashSet<>();
    section.entry(Layout.IS).map(Entry::value).ifPresent(value -> add(value, section, values));
    return values;
  }

  private static void add(Node value, Section section, Set<String> values) {
    switch (value) {
      case Node.Scalar scalar -> values.add(scalar.text());
      case Node.Listing(var _, List<Node> items)
          when !items.isEmpty() && items.stream().allMatch(Node.Scalar.class::isInstance) ->
          items.forEach(item -> add(item, section, values));
      case Node.Listing _, Node.Mapping _, Node.Nothing _ -> section.wrong(Layout.IS, value);
    }
  }
}
