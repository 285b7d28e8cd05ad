package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The texts an operator reads, as texts. */
class CampaignProblemsTest {

  @Test
  void allProblemsAreReportedAtOnceInTheOrderOfTheFile() {
    assertThat(
            CampaignText.problems(
                """
                id: Morning
                nmae: x
                subject: hello
                audience:
                  delimeter: ","
                  columns: [ id ]
                  filter: { a: [], b: { c: d } }
                  suppress: x.csv
                message:
                  channel: { type: webhok }
                  body: |
                    Hello {{first_name
                latestStart: 15
                throttle: 500
                packing: 2000
                queues: 0
                attempts: { max: 0, firstDelay: 10m }
                duplicates: last
                """))
        .containsExactly(
            "c.yaml:1:5: found \"Morning\", expected id to be 1 to 48 characters a-z, 0-9 and -,"
                + " not starting with -; write id: morning-coupon",
            "c.yaml:2:1: found the unknown key \"nmae\" at the top level, expected id, name,"
                + " audience, message, coupon, schedule, deadline, latestStart, throttle, packing,"
                + " queues, attempts, canary, brake, duplicates or onUncertain; did you mean name?",
            "c.yaml:3:1: found the unknown key \"subject\" at the top level, expected id, name,"
                + " audience, message, coupon, schedule, deadline, latestStart, throttle, packing,"
                + " queues, attempts, canary, brake, duplicates or onUncertain; move it into message",
            "c.yaml:4:1: found audience without path, expected audience.path to be the path of a"
                + " CSV file, or s3://bucket/key; add path: customers.csv",
            "c.yaml:5:3: found the unknown key \"delimeter\" in audience, expected path, delimiter,"
                + " columns, filter or suppress; did you mean delimiter?",
            "c.yaml:6:12: found a list, expected audience.columns to be a block with id and"
                + " address; write columns: { id: customer_id, address: email }",
            "c.yaml:7:16: found an empty list, expected audience.filter.a to be one value or a"
                + " list of values; write the values it may have, as in a: [A, B]",
            "c.yaml:7:23: found a block of keys, expected audience.filter.b to be one value or a"
                + " list of values; write the values it may have, as in b: [A, B]",
            "c.yaml:8:13: found \"x.csv\", expected audience.suppress to be a list of blocks; write"
                + " suppress: [ { path: unsubscribed.csv, column: email } ]",
            "c.yaml:10:20: found \"webhok\", expected message.channel.type to be webhook or demo;"
                + " did you mean webhook?",
            "c.yaml:12:11: found \"{{first_name\" without a closing }}, expected }} on the same"
                + " line, before the next {{; close it, as in {{first_name}}, or write \\{{ for the"
                + " braces themselves",
            "c.yaml:13:14: found 15, expected latestStart to be a duration from 1s to 14d with its"
                + " unit (d, h, m, s or ms); write latestStart: 15m",
            "c.yaml:14:11: found 500, expected throttle to be a block with perSecond or perMinute;"
                + " write throttle: { perSecond: 500 }",
            "c.yaml:15:10: found 2000, expected packing to be auto, or a whole number from 1 to"
                + " 1,000; write packing: auto",
            "c.yaml:16:9: found 0, expected queues to be a whole number from 1 to 100; write"
                + " queues: 1",
            "c.yaml:17:18: found 0, expected attempts.max to be a whole number from 1 to 100; write"
                + " max: 5",
            "c.yaml:17:33: found firstDelay 10m and maxDelay 5m, expected attempts.firstDelay to be"
                + " at most maxDelay; raise maxDelay or lower firstDelay",
            "c.yaml:18:13: found \"last\", expected duplicates to be first or refuse; write"
                + " duplicates: first");
  }

  @Test
  void missingKeysAreNamedWithAnExample() {
    yields(
        "name: x\n",
        "c.yaml:1:1: found a campaign without id, expected id to be 1 to 48 characters a-z, 0-9"
            + " and -, not starting with -; add id: morning-coupon",
        "c.yaml:1:1: found a campaign without audience, expected audience to be a block of keys;"
            + " add audience: { path: customers.csv, columns: { … } }",
        "c.yaml:1:1: found a campaign without message, expected message to be a block of keys; add"
            + " message: { channel: { … }, body: … }");
    yields(
        "- a\n",
        "c.yaml:1:1: found a list, expected a campaign: a block of keys such as id, audience and"
            + " message; start from one of campaign-samples");
  }

  @Test
  void anEmptyValueIsNothingAtItsKey() {
    yields(
        CampaignText.smallWith("path", "  path:"),
        "c.yaml:3:3: found nothing, expected audience.path to be the path of a CSV file, or"
            + " s3://bucket/key; write path: customers.csv");
  }

  @Test
  void onlyFilesAndS3HoldAudiences() {
    yields(
        CampaignText.smallWith("path", "  path: https://example.com/a.csv"),
        "c.yaml:3:9: found \"https://example.com/a.csv\", expected audience.path to be the path of"
            + " a CSV file, or s3://bucket/key; write path: customers.csv");
    yields(CampaignText.smallWith("path", "  path: s3://bucket/people.csv.gz"));
    yields(CampaignText.smallWith("path", "  path: 'C:\\people.csv'"));
  }

  @Test
  void aCredentialIsNeverWrittenOutAndNeverRepeated() {
    yields(
        webhook(
            "url: \"https://joe:hunter2@mail.example/\", headers: { Authorization: Bearer hunter2,"
                + " X-Api-Key: \"hunter2${env:A}\", Set-Token: a }"),
        "c.yaml:6:34: found a user name or password in the URL, expected message.channel.url"
            + " without them; move it to headers, as in Authorization: \"Basic"
            + " ${env:PROVIDER_LOGIN}\"",
        "c.yaml:6:97: found a credential written out in the header Authorization, expected its"
            + " value to come from an environment variable; write Authorization: \"Bearer"
            + " ${env:PROVIDER_TOKEN}\"",
        "c.yaml:6:124: found a credential written out in the header X-Api-Key, expected its value"
            + " to come from an environment variable; write X-Api-Key: \"${env:PROVIDER_SECRET}\"",
        "c.yaml:6:154: found a credential written out in the header Set-Token, expected its value"
            + " to come from an environment variable; write Set-Token: \"${env:PROVIDER_SECRET}\"");
  }

  @Test
  void headersAreCheckedBeforeAProviderRefusesThem() {
    yields(
        webhook(
            "url: \"http://x\", headers: { Idempotency-Key: a, A: \"${HOME}\", B C: d, E: \"ü\","
                + " F: 1, f: 2 }"),
        "c.yaml:6:57: found the header Idempotency-Key, expected no header that the sender writes"
            + " itself; remove it",
        "c.yaml:6:80: found ${ in the header A, expected ${env:NAME}, the name of an environment"
            + " variable; write A: \"${env:PROVIDER_SECRET}\"",
        "c.yaml:6:91: found the header name \"B C\", expected letters, digits and hyphens; correct"
            + " the name",
        "c.yaml:6:102: found a control character or a letter beyond ASCII in the header E, expected"
            + " printable ASCII characters; remove or encode it",
        "c.yaml:6:113: found the header \"f\" again, expected each header once; case does not"
            + " matter; remove one of the two");
  }

  @Test
  void aWebhookNeedsAnHttpUrlAndSoundLimits() {
    yields(
        webhook("url: \"ftp://x\", timeout: 50ms, concurrency: \"64\", latency: 1s"),
        "c.yaml:6:34: found \"ftp://x\", expected message.channel.url to be an http or https URL;"
            + " write url: https://provider.example/send",
        "c.yaml:6:54: found \"50ms\", expected message.channel.timeout to be a duration from 100ms"
            + " to 5m with its unit (d, h, m, s or ms); write timeout: 10s",
        "c.yaml:6:73: found \"64\", expected message.channel.concurrency to be a whole number from 1"
            + " to 10,000; write concurrency: 64",
        "c.yaml:6:79: found the unknown key \"latency\" in message.channel, expected type, url,"
            + " headers, timeout, concurrency, idempotencyHeader or answers; remove it");
  }

  @Test
  void answersAreStatusesAndABody() {
    yields(
        webhook(
            "url: \"http://x\", answers: { 404: refuse, 200: refused, 99: refused, 4xx: refused, 500:"
                + " [refused] }"),
        "c.yaml:6:62: found \"refuse\", expected message.channel.answers.404 to be refused, deferred"
            + " or misconfigured; write 404: refused",
        "c.yaml:6:70: found the key \"200\" in message.channel.answers, expected a status from 300 to"
            + " 599, or accepted; say which body means accepted, as in accepted: { json:"
            + " \"$.status\", is: \"ok\" }",
        "c.yaml:6:84: found the key \"99\" in message.channel.answers, expected a status from 300 to"
            + " 599, or accepted; write a status of three digits, as in 404: refused",
        "c.yaml:6:97: found the key \"4xx\" in message.channel.answers, expected a status from 300 to"
            + " 599, or accepted; write a status of three digits, as in 404: refused",
        "c.yaml:6:116: found a list, expected message.channel.answers.500 to be refused, deferred or"
            + " misconfigured; write 500: refused");
    yields(
        webhook("url: \"http://x\", answers: { accepted: { json: status, otherwise: no } }"),
        "c.yaml:6:57: found message.channel.answers.accepted without is, expected"
            + " message.channel.answers.accepted.is to be one value or a list of values; add is:"
            + " \"ok\"",
        "c.yaml:6:75: found \"status\", expected message.channel.answers.accepted.json to be a path"
            + " such as $.status or $.messages[0].code; write json: \"$.status\"",
        "c.yaml:6:94: found \"no\", expected message.channel.answers.accepted.otherwise to be"
            + " refused, deferred or misconfigured; write otherwise: refused");
    yields(
        webhook("url: \"http://x\", answers: { accepted: { json: \"$.a\", is: [[a]] } }"),
        "c.yaml:6:86: found a list, expected message.channel.answers.accepted.is to be one value or a"
            + " list of values; write is: \"ok\"");
    yields(
        webhook("url: \"http://x\", answers: { accepted: ok }"),
        "c.yaml:6:67: found \"ok\", expected message.channel.answers.accepted to be a block with json"
            + " and is; write accepted: { json: \"$.status\", is: \"ok\" }");
  }

  @Test
  void theHeaderOfTheIdempotencyKeyIsOneThatCanHoldIt() {
    for (String name : List.of("\"a b\"", "Content-Length", "Authorization", "cookie")) {
      assertThat(CampaignText.problems(webhook("url: \"http://x\", idempotencyHeader: " + name)))
          .singleElement()
          .asString()
          .endsWith(
              "expected message.channel.idempotencyHeader to be the name of a header; write"
                  + " idempotencyHeader: Idempotency-Key");
    }
    yields(
        webhook(
            "url: \"http://x\", idempotencyHeader: X-Request-Id, headers: { x-request-id: a,"
                + " Expect: b }"),
        "c.yaml:6:90: found the header x-request-id, expected no header that the sender writes itself;"
            + " remove it",
        "c.yaml:6:107: found the header Expect, expected no header that the sender writes itself;"
            + " remove it");
  }

  @Test
  void theRatesOfTheDemoChannelAreShares() {
    yields(
        CampaignText.smallWith(
            "channel",
            "  channel: { type: demo, rejectRate: 2, deferRate: 0.6, unconfirmedRate: 0.6 }"),
        "c.yaml:6:38: found 2, expected message.channel.rejectRate to be a number from 0 to 1;"
            + " write rejectRate: 0.01",
        "c.yaml:6:74: found deferRate 0.6 and unconfirmedRate 0.6, expected the two to be at most 1"
            + " together; lower one of them");
  }

  @Test
  void aCouponAndTheMessageBelongTogether() {
    yields(
        CampaignText.smallWith("body", "  body: Use {{coupon}}"),
        "c.yaml:7:9: found {{coupon}} in message.body of a campaign without a coupon, expected a"
            + " coupon section that says what it stands for; add coupon: { code: MORNING20 } at the"
            + " top level");
    yields(
        CampaignText.SMALL + "coupon: { code: A }\n",
        "c.yaml:8:1: found a coupon that the message does not use, expected {{coupon}} in"
            + " message.subject or message.body; write {{coupon}} where the code belongs, or remove"
            + " the coupon section");
    yields(
        CampaignText.smallWith("body", "  body: Use {{coupon}}")
            + "coupon: { code: A, column: b }\n",
        "c.yaml:8:1: found both code and column, expected coupon to have one of code and column;"
            + " remove one of the two");
  }

  @Test
  void aTimeThatTheClocksJumpOverIsNamedWithItsNeighbours() {
    yields(
        CampaignText.SMALL + "schedule: { at: \"2026-03-29T02:30\", zone: Europe/Berlin }\n",
        "c.yaml:8:17: found 2026-03-29T02:30, a time that does not exist in Europe/Berlin, expected"
            + " a time before 2026-03-29T02:00 or from 2026-03-29T03:00 on: the clocks go forward"
            + " between the two; write at: \"2026-03-29T03:00\"");
  }

  @Test
  void aScheduleIsALocalTimeOrACronInAnIanaZone() {
    yields(
        CampaignText.SMALL + "schedule: { at: \"2026-11-24T08:00:00Z\", zone: CET }\n",
        "c.yaml:8:17: found \"2026-11-24T08:00:00Z\", expected schedule.at to be a local date and"
            + " time without an offset, such as 2026-11-24T08:00; write at: \"2026-11-24T08:00\"",
        "c.yaml:8:47: found \"CET\", expected schedule.zone to be an IANA time zone such as"
            + " Europe/Berlin, or UTC; write zone: Europe/Berlin");
    yields(
        CampaignText.SMALL + "schedule: { cron: 0 8 * * * *, zone: europe/berlin }\n",
        "c.yaml:8:19: found a cron expression that cannot be read: day of month is * and day of"
            + " week is *, expected schedule.cron to be six fields: minutes, hours, day of month,"
            + " month, day of week, year; ? in exactly one of day of month and day of week; write"
            + " cron: \"0 8 * * ? *\" for every day at 08:00",
        "c.yaml:8:38: found \"europe/berlin\", expected schedule.zone to be an IANA time zone such"
            + " as Europe/Berlin, or UTC; did you mean Europe/Berlin?");
    yields(
        CampaignText.SMALL + "schedule: { at: x, cron: y }\n",
        "c.yaml:8:1: found schedule without zone, expected schedule.zone to be an IANA time zone;"
            + " add zone: Europe/Berlin",
        "c.yaml:8:1: found both at and cron, expected schedule to have one of at and cron; remove"
            + " one of the two");
  }

  @Test
  void aDeadlineComesAfterTheStart() {
    String schedule = "schedule: { at: \"2026-11-24T08:00\", zone: Europe/Berlin }\n";
    yields(
        CampaignText.SMALL + schedule + "deadline: \"2026-11-24T07:00:00Z\"\n",
        "c.yaml:9:11: found the deadline 2026-11-24T07:00:00Z, which is not after the schedule,"
            + " expected an instant after 2026-11-24T07:00:00Z; write a later one, or how long"
            + " after the start, as in deadline: 3h");
    yields(CampaignText.SMALL + schedule + "deadline: \"2026-11-24T07:00:01Z\"\n");
    yields(
        CampaignText.SMALL + "deadline: 15d\n",
        "c.yaml:8:11: found \"15d\", expected deadline to be a duration of at most 14d such as 3h, a"
            + " local time such as \"11:00\", or an instant such as \"2026-11-24T10:00:00Z\"; write"
            + " deadline: 3h");
  }

  @Test
  void aCampaignThatFiresAgainAndAgainHasNoFixedDeadline() {
    yields(
        CampaignText.SMALL
            + "schedule: { cron: \"0 8 * * ? *\", zone: UTC }\ndeadline: 2026-11-24T10:00:00Z\n",
        "c.yaml:9:11: found one instant as the deadline of a campaign that fires again and again,"
            + " expected a duration or a local time, so that each run has its own; write deadline:"
            + " 3h");
  }

  private static String webhook(String settings) {
    return CampaignText.smallWith("channel", "  channel: { type: webhook, " + settings + " }");
  }

  private static void yields(String yaml, String... problems) {
    assertThat(CampaignText.problems(yaml)).isEqualTo(List.of(problems));
  }
}
