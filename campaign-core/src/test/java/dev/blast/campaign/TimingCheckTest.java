package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingCheckTest {

  private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"0 8 31 2 ? *", "0 8 30 FEB ? *", "0 8 31 4,6,9,11 ? *"})
  void aCronForADayThatNoMonthHasNeverFires(String cron) {
    assertThat(problems("schedule: { cron: \"" + cron + "\", zone: Europe/Berlin }"))
        .containsExactly(
            "c.yaml:8:19: found \""
                + cron
                + "\", which never fires, expected a schedule that has a next time; correct it: no"
                + " year has such a day in such a month");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 8 1 1 ? 2020", "59 6 24 11 ? 2026", "0 8 29 2 ? 2024"})
  void aCronWhoseTimesHaveAllPassedFiresNoMore(String cron) {
    assertThat(problems("schedule: { cron: \"" + cron + "\", zone: UTC }"))
        .containsExactly(
            "c.yaml:8:19: found \""
                + cron
                + "\", which fires no more: all its times have passed, expected a schedule that has"
                + " a next time; write * or a later year as its last field");
  }

  @Test
  void aLeapDayIsWaitedFor() {
    assertThat(problems("schedule: { cron: \"0 8 29 2 ? *\", zone: UTC }")).isEmpty();
  }

  @Test
  void anAtInThePastIsAProblemOnceLatestStartHasPassed() {
    assertThat(problems("schedule: { at: \"2026-11-24T07:45\", zone: Europe/Berlin }")).isEmpty();
    assertThat(problems("schedule: { at: \"2026-11-24T07:44:59\", zone: Europe/Berlin }"))
        .containsExactly(
            "c.yaml:8:17: found 2026-11-24T07:44:59 in Europe/Berlin, which was 15m ago, expected a"
                + " time to come; latestStart allows 15m of delay; write a later one, or send at"
                + " once with: blast run FILE --now");
    assertThat(
            problems(
                "schedule: { at: \"2026-11-24T07:00\", zone: Europe/Berlin }", "latestStart: 2h"))
        .isEmpty();
  }

  @Test
  void aDeadlineThatIsOverAtTheStartIsAProblem() {
    assertThat(problems("deadline: \"2026-11-24T07:00:00Z\""))
        .containsExactly(
            "c.yaml:8:11: found the deadline 2026-11-24T07:00:00Z, which has passed, expected an"
                + " instant after the start; write a later one, or how long after the start, as in"
                + " deadline: 3h");
    assertThat(problems("deadline: \"2026-11-24T07:00:01Z\"")).isEmpty();
    // It has not fired yet, and nothing is left of its time.
    assertThat(problems("schedule: { at: \"2026-11-24T06:50\", zone: UTC }", "deadline: 10m"))
        .singleElement()
        .asString()
        .contains("the deadline 2026-11-24T07:00:00Z, which has passed");
  }

  @Test
  void aCampaignThatFiresWhenToldToHasNoScheduleToBeWrong() {
    assertThat(problems("deadline: 11:00")).isEmpty();
  }

  private static List<String> problems(String... lines) {
    String yaml = CampaignText.SMALL + String.join("\n", lines) + "\n";
    return TimingCheck.problems(CampaignText.file(yaml), "c.yaml", NOW).stream()
        .map(Problem::toString)
        .toList();
  }
}
