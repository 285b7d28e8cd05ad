package dev.blast.campaign;

import dev.blast.campaign.CampaignReader.Reading;
import java.nio.file.Path;
import java.util.List;

/** Campaign files for tests. */
final class CampaignText {

  static final String SMALL =
      """
      id: small
      audience:
        path: people.csv
        columns: { id: customer_id, address: email }
      message:
        channel: { type: demo }
        body: Hello {{first_name|there}}
      """;

  static final String FULL =
      """
      id: morning-coupon
      name: Good morning coupon
      audience:
        path: morning-coupon.csv
        delimiter: ";"
        columns: { id: customer_id, address: email, timeZone: tz }
        filter: { country: [DE, NO], active: yes, plan: 007 }
        suppress: [ { path: unsubscribed.csv, column: email, match: id } ]
      message:
        channel:
          type: webhook
          url: "http://127.0.0.1:9000/send"
          headers: { Authorization: "Bearer ${env:PROVIDER_TOKEN}", X-Source: blast }
          timeout: 15s
          concurrency: 128
        subject: "Good morning {{first_name|there}}"
        body: "Your code is {{coupon}}, {{first_name}}"
      coupon: { column: coupon_code }
      schedule: { at: "2026-11-24T08:00", zone: Europe/Berlin }
      deadline: 3h
      latestStart: 20m
      throttle: { perMinute: 30000 }
      packing: 30
      queues: 4
      attempts: { max: 3, firstDelay: 1s, maxDelay: 1m30s }
      canary: { first: 0.5%, wait: 2m, maxRefused: 0.01, then: ask }
      brake: { maxErrors: 0.2, window: 30s, least: 50 }
      duplicates: refuse
      onUncertain: record
      """;

  private CampaignText() {}

  /** The small campaign with another line in place of the one that starts with this key. */
  static String smallWith(String key, String replacement) {
    StringBuilder text = new StringBuilder();
    for (String line : SMALL.lines().toList()) {
      text.append(line.strip().startsWith(key + ":") ? replacement : line).append('\n');
    }
    return text.toString();
  }

  static Campaign campaign(String yaml) {
    return file(yaml).campaign();
  }

  static CampaignFile file(String yaml) {
    return switch (CampaignReader.read(Path.of("c.yaml"), yaml)) {
      case Reading.Read(CampaignFile file) -> file;
      case Reading.Rejected(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }

  /** The problems as the operator sees them; empty when there are none. */
  static List<String> problems(String file, String text) {
    return switch (CampaignReader.read(Path.of(file), text)) {
      case Reading.Read(CampaignFile read) -> List.of();
      case Reading.Rejected(List<Problem> problems) ->
          problems.stream().map(Problem::toString).toList();
    };
  }

  static List<String> problems(String yaml) {
    return problems("c.yaml", yaml);
  }
}
