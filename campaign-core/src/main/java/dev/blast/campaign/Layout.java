package dev.blast.campaign;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.util.List;

/** All keys of the campaign file. The JSON Schema says the same; a test keeps the two equal. */
final class Layout {

  private static final String CSV = "the path of a CSV file, or s3://bucket/key";
  private static final String COLUMN = "the name of a column";

  /** For editors; read over here. */
  static final Key.Text SCHEMA = new Key.Text("$schema", "a URL", "campaign.schema.json");

  static final Key.Text ID =
      new Key.Text(
          "id", "1 to 48 characters a-z, 0-9 and -, not starting with -", "morning-coupon");
  static final Key.Text NAME =
      new Key.Text("name", "a text of 1 to 200 characters on one line", "Good morning coupon");
  static final Key.Nested AUDIENCE =
      new Key.Nested("audience", "a block of keys", "{ path: customers.csv, columns: { … } }");
  static final Key.Nested MESSAGE =
      new Key.Nested("message", "a block of keys", "{ channel: { … }, body: … }");
  static final Key.Nested COUPON =
      new Key.Nested("coupon", "a block with code or column", "{ code: MORNING20 }");
  static final Key.Nested SCHEDULE =
      new Key.Nested(
          "schedule",
          "a block with zone, and at or cron",
          "{ at: \"2026-11-24T08:00\", zone: Europe/Berlin }");
  static final Key.Text DEADLINE =
      new Key.Text(
          "deadline",
          "a duration of at most 14d such as 3h, a local time such as \"11:00\", or an instant such as"
              + " \"2026-11-24T10:00:00Z\"",
          "3h");
  static final Key.Span LATEST_START =
      new Key.Span("latestStart", ofSeconds(1), ofDays(14), ofMinutes(15));
  static final Key.Nested THROTTLE =
      new Key.Nested("throttle", "a block with perSecond or perMinute", "{ perSecond: 500 }");
  static final Key.Text PACKING =
      new Key.Text("packing", "auto, or a whole number from 1 to 1,000", "auto");
  static final Key.Whole QUEUES = new Key.Whole("queues", 1, 100, 1);
  static final Key.Nested ATTEMPTS =
      new Key.Nested("attempts", "a block of keys", "{ max: 5, firstDelay: 5s, maxDelay: 5m }");
  static final Key.Nested CANARY =
      new Key.Nested("canary", "a block with first", "{ first: 1%, wait: 10m }");
  static final Key.Nested BRAKE =
      new Key.Nested("brake", "a block of keys", "{ maxErrors: 0.05, window: 1m }");
  static final Key.Choice DUPLICATES = new Key.Choice("duplicates", List.of("first", "refuse"));
  static final Key.Choice ON_UNCERTAIN = new Key.Choice("onUncertain", List.of("resend", "record"));

  static final Block TOP =
      new Block(
          "",
          List.of(
              ID,
              NAME,
              AUDIENCE,
              MESSAGE,
              COUPON,
              SCHEDULE,
              DEADLINE,
              LATEST_START,
              THROTTLE,
              PACKING,
              QUEUES,
              ATTEMPTS,
              CANARY,
              BRAKE,
              DUPLICATES,
              ON_UNCERTAIN,
              SCHEMA));

  static final Key.Text PATH = new Key.Text("path", CSV, "customers.csv");
  static final Key.Choice DELIMITER = new Key.Choice("delimiter", List.of(",", ";", "|", "tab"));
  static final Key.Nested COLUMNS =
      new Key.Nested(
          "columns", "a block with id and address", "{ id: customer_id, address: email }");
  static final Key.Nested FILTER =
      new Key.Nested(
          "filter", "a block of columns, each with one value or a list", "{ country: [DE, AT] }");
  static final Key.Nested SUPPRESS =
      new Key.Nested(
          "suppress", "a list of blocks", "[ { path: unsubscribed.csv, column: email } ]");

  static final Block AUDIENCE_BLOCK =
      new Block("audience", List.of(PATH, DELIMITER, COLUMNS, FILTER, SUPPRESS));

  static final Key.Text ID_COLUMN = new Key.Text("id", COLUMN, "customer_id");
  static final Key.Text ADDRESS_COLUMN = new Key.Text("address", COLUMN, "email");
  static final Key.Text ZONE_COLUMN = new Key.Text("timeZone", COLUMN, "tz");

  static final Block COLUMNS_BLOCK =
      new Block("audience.columns", List.of(ID_COLUMN, ADDRESS_COLUMN, ZONE_COLUMN));

  static final Key.Text SUPPRESSED = new Key.Text("column", COLUMN, "email");
  static final Key.Choice MATCH = new Key.Choice("match", List.of("address", "id"));

  static final Block SUPPRESS_BLOCK =
      new Block("audience.suppress", List.of(PATH, SUPPRESSED, MATCH));

  static final Key.Nested CHANNEL =
      new Key.Nested("channel", "a block with a type", "{ type: demo }");
  static final Key.Text SUBJECT =
      new Key.Text("subject", "a text", "\"Good morning {{first_name|there}}\"");
  static final Key.Text BODY =
      new Key.Text("body", "a text that is not empty", "\"Your code is {{coupon}}.\"");

  static final Block MESSAGE_BLOCK = new Block("message", List.of(CHANNEL, SUBJECT, BODY));

  static final Key.Choice TYPE = new Key.Choice("type", List.of("webhook", "demo"));
  static final Key.Text URL =
      new Key.Text("url", "an http or https URL", "https://provider.example/send");
  static final Key.Nested HEADERS =
      new Key.Nested(
          "headers",
          "a block of header names and their values",
          "{ Authorization: \"Bearer ${env:PROVIDER_TOKEN}\" }");
  static final Key.Span TIMEOUT =
      new Key.Span("timeout", ofMillis(100), ofMinutes(5), ofSeconds(10));
  static final Key.Whole WEBHOOK_CONCURRENCY = new Key.Whole("concurrency", 1, 10_000, 64);

  static final Key.Text IDEMPOTENCY_HEADER =
      new Key.Text("idempotencyHeader", "the name of a header", "Idempotency-Key");
  static final Key.Nested ANSWERS =
      new Key.Nested(
          "answers",
          "a block of statuses from 300 to 599, and accepted",
          "{ 404: refused, accepted: { json: \"$.status\", is: \"ok\" } }");

  static final Block WEBHOOK =
      new Block(
          "message.channel",
          List.of(TYPE, URL, HEADERS, TIMEOUT, WEBHOOK_CONCURRENCY, IDEMPOTENCY_HEADER, ANSWERS));

  static final Key.Nested ACCEPTED =
      new Key.Nested("accepted", "a block with json and is", "{ json: \"$.status\", is: \"ok\" }");

  /** Beside its keys it has statuses. */
  static final Block ANSWERS_BLOCK = new Block("message.channel.answers", List.of(ACCEPTED));

  static final Key.Text JSON =
      new Key.Text("json", "a path such as $.status or $.messages[0].code", "\"$.status\"");
  static final Key.Nested IS = new Key.Nested("is", "one value or a list of values", "\"ok\"");
  static final Key.Choice OTHERWISE =
      new Key.Choice("otherwise", List.of("refused", "deferred", "misconfigured"));

  static final Block ACCEPTED_BLOCK =
      new Block("message.channel.answers.accepted", List.of(JSON, IS, OTHERWISE));

  static final Key.Span LATENCY = new Key.Span("latency", ofMillis(0), ofMinutes(5), ofMillis(20));
  static final Key.Share REJECT_RATE = new Key.Share("rejectRate", 0);
  static final Key.Share DEFER_RATE = new Key.Share("deferRate", 0);
  static final Key.Share UNCONFIRMED_RATE = new Key.Share("unconfirmedRate", 0);
  static final Key.Whole SEED = new Key.Whole("seed", 0, 1_000_000_000_000L, 0);
  static final Key.Whole DEMO_CONCURRENCY = new Key.Whole("concurrency", 1, 10_000, 2_048);

  static final Block DEMO =
      new Block(
          "message.channel",
          List.of(
              TYPE, LATENCY, REJECT_RATE, DEFER_RATE, UNCONFIRMED_RATE, SEED, DEMO_CONCURRENCY));

  static final Key.Text CODE = new Key.Text("code", "a text that is not empty", "MORNING20");
  static final Key.Text COUPON_COLUMN = new Key.Text("column", COLUMN, "coupon_code");

  static final Block COUPON_BLOCK = new Block("coupon", List.of(CODE, COUPON_COLUMN));

  static final Key.Text AT =
      new Key.Text(
          "at",
          "a local date and time without an offset, such as 2026-11-24T08:00",
          "\"2026-11-24T08:00\"");
  static final Key.Text CRON =
      new Key.Text(
          "cron",
          "six fields: minutes, hours, day of month, month, day of week, year",
          "\"0 8 * * ? *\"");
  static final Key.Text ZONE = new Key.Text("zone", "an IANA time zone", "Europe/Berlin");

  static final Block SCHEDULE_BLOCK = new Block("schedule", List.of(AT, CRON, ZONE));

  static final Key.Whole PER_SECOND = new Key.Whole("perSecond", 1, 1_000_000, 500);
  static final Key.Whole PER_MINUTE = new Key.Whole("perMinute", 1, 60_000_000, 30_000);

  static final Block THROTTLE_BLOCK = new Block("throttle", List.of(PER_SECOND, PER_MINUTE));

  static final Key.Whole MAX = new Key.Whole("max", 1, 100, 5);
  static final Key.Span FIRST_DELAY =
      new Key.Span("firstDelay", ofMillis(10), ofHours(12), ofSeconds(5));
  static final Key.Span MAX_DELAY =
      new Key.Span("maxDelay", ofMillis(10), ofHours(12), ofMinutes(5));

  static final Block ATTEMPTS_BLOCK = new Block("attempts", List.of(MAX, FIRST_DELAY, MAX_DELAY));

  static final Key.Text FIRST =
      new Key.Text("first", "a whole number such as 1000, or a share such as 1%", "1%");
  static final Key.Span WAIT = new Key.Span("wait", ofSeconds(0), ofHours(12), ofMinutes(10));
  static final Key.Share MAX_REFUSED = new Key.Share("maxRefused", 0.02);
  static final Key.Choice THEN = new Key.Choice("then", List.of("continue", "ask"));

  static final Block CANARY_BLOCK = new Block("canary", List.of(FIRST, WAIT, MAX_REFUSED, THEN));

  static final Key.Share MAX_ERRORS = new Key.Share("maxErrors", 0.05);
  static final Key.Span WINDOW = new Key.Span("window", ofSeconds(1), ofHours(1), ofMinutes(1));
  static final Key.Whole LEAST = new Key.Whole("least", 1, 1_000_000, 100);

  static final Block BRAKE_BLOCK = new Block("brake", List.of(MAX_ERRORS, WINDOW, LEAST));

  static final List<Block> BLOCKS =
      List.of(
          TOP,
          AUDIENCE_BLOCK,
          COLUMNS_BLOCK,
          SUPPRESS_BLOCK,
          MESSAGE_BLOCK,
          WEBHOOK,
          ANSWERS_BLOCK,
          ACCEPTED_BLOCK,
          DEMO,
          COUPON_BLOCK,
          SCHEDULE_BLOCK,
          THROTTLE_BLOCK,
          ATTEMPTS_BLOCK,
          CANARY_BLOCK,
          BRAKE_BLOCK);

  private Layout() {}
}
