package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same page over a deployed stack. */
class DashboardStackTest {

  private static final int PEOPLE = 400;

  @TempDir private Path folder;
  private Operator operator;
  private StackStand stand;
  private Browser browser;

  @BeforeEach
  void opens() throws IOException {
    browser = Browser.open();
    operator = new Operator(folder);
    stand = new StackStand();
    browser.size(1280, 1080);
  }

  @AfterEach
  void ends() {
    if (browser != null) {
      browser.close();
    }
    if (stand != null) {
      stand.close();
    }
  }

  private void campaign(String id, String url) throws IOException {
    operator.audience(PEOPLE);
    Path campaign =
        operator.writes(
            id + ".yaml",
            """
            id: %s
            schedule: { at: "2031-05-01T08:00:00", zone: Europe/Berlin }
            throttle: { perSecond: 10 }
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: webhook, url: "%s" }, body: "Good morning" }
            """
                .formatted(id, url));
    assertThat(operator.onStack("schedule", campaign).code()).isZero();
  }

  private JsonNode status(String run) {
    return operator.onStack("status", run, "--json").done().json();
  }

  @Test
  void aRunOfAStackIsWatchedPausedAndTakenToItsEnd() throws Exception {
    try (Provider provider = Provider.answering(id -> id.equals("i5") ? 422 : 200)) {
      campaign("later", provider.url());
      campaign("spring", provider.url());
      String run = stand.fires("spring");
      try (Dashboard dashboard = Dashboard.of(operator, "--stack", StackStand.NAME)) {
        browser.go(dashboard.address() + "#" + run);
        browser.untilSays("#head", "spring");
        browser.untilSays("#runs", "later");
        await().atMost(Duration.ofMinutes(1)).until(() -> !provider.requests().isEmpty());
        browser.click("#do-pause");
        browser.type("#because", "is the coupon right?");
        browser.click("#agree");
        browser.untilSays("#outlook-line", "Stands still");
        browser.untilSays("#why", "is the coupon right?");
        assertThat(operator.onStack("status", run).done().out())
            .contains("paused by the operator: is the coupon right?");
        browser.click("#do-throttle");
        browser.type("#new-rate", "none");
        browser.click("#agree");
        browser.untilSays("#events", "throttle 10/s → none");
        browser.click("#do-resume");
        browser.click("#agree");
        browser.untilSays("#outlook-line", "The books balance");
        JsonNode status = status(run);
        assertThat(browser.text("#sentence")).contains("399 sent", "1 rejected", "0 open");
        assertThat(status.at("/outcomes/sent").asLong()).isEqualTo(PEOPLE - 1);
        assertThat(browser.text("#events")).contains(", dashboard");
        browser.type("#who", "p7@example.com");
        browser.click("#find button");
        browser.untilSays("#found", "i7");
        browser.untilSays("#reasons", "http-422");
        assertThat(browser.complaints()).isEmpty();
      }
      Path page = folder.resolve("page.html");
      assertThat(operator.onStack("report", run, "--html", page).done().out())
          .contains("page.html");
      assertThat(Files.readString(page)).contains("http-422", "399 sent").doesNotContain("p5@");
    }
    stand.awaitQuiet();
  }
}
