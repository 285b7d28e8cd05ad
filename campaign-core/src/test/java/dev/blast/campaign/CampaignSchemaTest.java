package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignSchemaTest {

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(CampaignSchema.text());

  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());

  /** Where the schema has the blocks that the reader knows. */
  private static final Map<String, Block> DEFINITIONS =
      Map.ofEntries(
          Map.entry("/$defs/audience", Layout.AUDIENCE_BLOCK),
          Map.entry("/$defs/columns", Layout.COLUMNS_BLOCK),
          Map.entry("/$defs/suppress", Layout.SUPPRESS_BLOCK),
          Map.entry("/$defs/message", Layout.MESSAGE_BLOCK),
          Map.entry("/$defs/webhook", Layout.WEBHOOK),
          Map.entry("/$defs/answers", Layout.ANSWERS_BLOCK),
          Map.entry("/$defs/accepted", Layout.ACCEPTED_BLOCK),
          Map.entry("/$defs/demo", Layout.DEMO),
          Map.entry("/$defs/coupon", Layout.COUPON_BLOCK),
          Map.entry("/$defs/schedule", Layout.SCHEDULE_BLOCK),
          Map.entry("/$defs/throttle", Layout.THROTTLE_BLOCK),
          Map.entry("/$defs/attempts", Layout.ATTEMPTS_BLOCK),
          Map.entry("/$defs/canary", Layout.CANARY_BLOCK),
          Map.entry("/$defs/brake", Layout.BRAKE_BLOCK),
          Map.entry("", Layout.TOP));

  @Test
  void everyBlockOfTheReaderIsCompared() {
    assertThat(DEFINITIONS.values()).containsExactlyInAnyOrderElementsOf(Layout.BLOCKS);
  }

  @Test
  void schemaAndReaderKnowTheSameKeys() {
    DEFINITIONS.forEach(
        (pointer, block) ->
            assertThat(
                    new TreeSet<>(
                        properties(pointer).propertyStream().map(Map.Entry::getKey).toList()))
                .as(block.shown())
                .isEqualTo(new TreeSet<>(block.names())));
  }

  @Test
  void schemaAndReaderHaveTheSameRangesAndStandardValues() {
    DEFINITIONS.forEach(
        (pointer, block) ->
            block.keys().forEach(key -> compare(key, properties(pointer).path(key.name()))));
  }

  private static void compare(Key key, JsonNode property) {
    switch (key) {
      case Key.Whole whole -> {
        assertThat(property.path("minimum").asLong()).as(key.name()).isEqualTo(whole.min());
        assertThat(property.path("maximum").asLong()).as(key.name()).isEqualTo(whole.max());
        if (property.has("default")) {
          assertThat(property.path("default").asLong()).as(key.name()).isEqualTo(whole.standard());
        }
      }
      case Key.Span span ->
          assertThat(property.path("default").asText())
              .as(key.name())
              .isEqualTo(Durations.text(span.standard()));
      case Key.Choice choice -> {
        if (property.has("enum")) {
          assertThat(property.path("enum").valueStream().map(JsonNode::asText))
              .as(key.name())
              .containsExactlyElementsOf(choice.words());
        }
      }
      case Key.Share share -> {
        assertThat(property.path("$ref").asText()).as(key.name()).isEqualTo("#/$defs/share");
        if (property.has("default")) {
          assertThat(property.path("default").asDouble())
              .as(key.name())
              .isEqualTo(share.standard());
        }
      }
      case Key.Text text -> assertThat(property.isMissingNode()).as(key.name()).isFalse();
      case Key.Nested nested -> assertThat(property.isMissingNode()).as(key.name()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void bothAcceptAGoodFile(String yaml) throws IOException {
    assertThat(CampaignText.problems(yaml)).isEmpty();
    assertThat(errors(yaml)).isEmpty();
  }

  static Stream<String> goodFiles() {
    String coupon = CampaignText.smallWith("body", "  body: '{{coupon}}'");
    return Stream.concat(
        Stream.of(
            CampaignText.SMALL,
            CampaignText.FULL,
            coupon + "coupon: { code: 2024 }",
            coupon + "coupon: { column: c }",
            CampaignText.smallWith("path", "  path: s3://bucket/a.csv.gz"),
            webhook("answers: {}"),
            webhook("answers: { 404: refused, 599: deferred, 300: misconfigured }"),
            webhook("answers: { accepted: { json: $.a.b_c, is: ok } }"),
            webhook(
                "answers: { accepted: { json: '$.a[0].b[12]', is: [ok, 0, true], otherwise: deferred"
                    + " } }"),
            webhook("idempotencyHeader: X-Request-Id"),
            CampaignText.smallWith(
                "channel", "  channel: { type: demo, latency: 0s, rejectRate: 1, seed: 3 }")),
        Stream.of(
                "deadline: 11:00",
                "deadline: 1d12h",
                "deadline: '2026-11-24T10:00:00Z'",
                "schedule: { cron: 'cron(0 8 ? * MON-FRI *)', zone: UTC }",
                "schedule: { at: 2026-11-24T08:00:30, zone: America/Argentina/Buenos_Aires }",
                "throttle: { perSecond: 1 }",
                "queues: 1",
                "queues: 100",
                "packing: 1000",
                "attempts: {}",
                "canary: { first: 1000 }",
                "canary: { first: 0.1%, wait: 0s, maxRefused: 0, then: ask }",
                "canary: { first: 100 % }",
                "brake: {}",
                "brake: { maxErrors: 1, window: 1h, least: 1 }",
                "$schema: campaign.schema.json")
            .map(line -> CampaignText.SMALL + line + "\n"));
  }

  private static String webhook(String line) {
    return CampaignText.smallWith(
        "channel", "  channel: { type: webhook, url: 'http://x', " + line + " }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary: {}",
        "canary: { first: 0 }",
        "canary: { first: 0% }",
        "canary: { first: 101% }",
        "canary: { first: 1.5 }",
        "canary: { first: 1%, then: stop }",
        "brake: { maxErrors: 2 }",
        "brake: { window: 2 }",
        "brake: { least: 0 }",
        "nmae: x",
        "name: ''",
        "deadline: 15",
        "deadline: tomorrow",
        "latestStart: 15",
        "latestStart: 15 m",
        "coupon: {}",
        "coupon: { code: a, column: b }",
        "schedule: { at: '2026-11-24T08:00' }",
        "schedule: { zone: UTC }",
        "schedule: { at: '2026-11-24', zone: UTC }",
        "schedule: { at: '2026-11-24T08:00', zone: '+01:00' }",
        "schedule: { cron: '0 8 * * ?', zone: UTC }",
        "schedule: { cron: '0 8 * * ? *', at: '2026-11-24T08:00', zone: UTC }",
        "throttle: 500",
        "throttle: {}",
        "throttle: { perSecond: 0 }",
        "throttle: { perSecond: '5' }",
        "throttle: { perSecond: 5, perMinute: 5 }",
        "queues: 0",
        "queues: 101",
        "queues: 1.5",
        "packing: 0",
        "packing: 1001",
        "packing: all",
        "attempts: { max: 101 }",
        "attempts: { max: 2.5 }",
        "attempts: { tries: 3 }",
        "duplicates: last",
        "onUncertain: ask",
        "audience: x",
      })
  void bothRefuseABadLine(String line) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    String yaml =
        CampaignText.SMALL.replaceFirst("(?m)^" + key + ":\\R( .*\\R)*", "") + line + "\n";
    assertThat(CampaignText.problems(yaml)).isNotEmpty();
    assertThat(errors(yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id: Morning",
        "id: -a",
        "path: https://x/y.csv",
        "path: ''",
        "columns: { id: a }",
        "columns: { id: a, address: ' ' }",
        "columns: { id: a, address: b, zone: c }",
        "channel: { type: mail }",
        "channel: { latency: 3s }",
        "channel: { type: demo, url: x }",
        "channel: { type: demo, rejectRate: 1.5 }",
        "channel: { type: demo, rejectRate: -0.5 }",
        "channel: { type: demo, seed: -1 }",
        "channel: { type: webhook }",
        "channel: { type: webhook, url: 'ftp://x' }",
        "channel: { type: webhook, url: 'http://a:b@x' }",
        "channel: { type: webhook, url: 'http://x', concurrency: 0 }",
        "channel: { type: webhook, url: 'http://x', headers: { 'a b': c } }",
        "channel: { type: webhook, url: 'http://x', headers: { a: [b] } }",
        "channel: { type: webhook, url: 'http://x', answers: [a] }",
        "channel: { type: webhook, url: 'http://x', answers: { 200: refused } }",
        "channel: { type: webhook, url: 'http://x', answers: { 600: refused } }",
        "channel: { type: webhook, url: 'http://x', answers: { 404: accepted } }",
        "channel: { type: webhook, url: 'http://x', answers: { accepted: ok } }",
        "channel: { type: webhook, url: 'http://x', answers: { accepted: { json: $.a } } }",
        "channel: { type: webhook, url: 'http://x', answers: { accepted: { json: a, is: b } } }",
        "channel: { type: webhook, url: 'http://x', answers: { accepted: { json: $.*, is: b } } }",
        "channel: { type: webhook, url: 'http://x', answers: { accepted: { json: $.a, is: [] } } }",
        "channel: { type: webhook, url: 'http://x', idempotencyHeader: 'a b' }",
        "body: ' '",
        "body: [a]",
      })
  void bothRefuseABadValue(String line) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    String indent = key.equals("id") ? "" : "  ";
    String yaml = CampaignText.smallWith(key, indent + line);
    assertThat(CampaignText.problems(yaml)).isNotEmpty();
    assertThat(errors(yaml)).isNotEmpty();
  }

  private static JsonNode properties(String pointer) {
    try {
      return JsonMapper.builder()
          .build()
          .readTree(CampaignSchema.text())
          .at(pointer + "/properties");
    } catch (IOException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private static List<Error> errors(String yaml) throws IOException {
    return SCHEMA.validate(YAML.readTree(yaml).toString(), InputFormat.JSON);
  }
}
