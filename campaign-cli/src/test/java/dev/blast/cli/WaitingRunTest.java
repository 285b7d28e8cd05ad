package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that waits for its schedule, while its campaign file is edited. */
class WaitingRunTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience: { path: people.csv, columns: { id: id, address: email } }
      message: { channel: { type: demo, latency: 0ms }, body: "BODY" }
      schedule: { at: "AT", zone: UTC }
      """;

  @TempDir private Path folder;
  private Operator operator;
  private String at = "";

  @BeforeEach
  void audience() throws IOException {
    operator = new Operator(folder);
    operator.audience(3);
    Instant soon = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
    at = LocalDateTime.ofInstant(soon, ZoneOffset.UTC).toString();
  }

  private Path writes(String body) throws IOException {
    return operator.writes("spring.yaml", CAMPAIGN.replace("BODY", body).replace("AT", at));
  }

  @Test
  void whatTheFileSaysWhenItFiresIsSent() throws Exception {
    Answer answer = runWhile(() -> writes("The second text"));
    assertThat(answer.done().err())
        .contains("Note: " + folder.resolve("spring.yaml") + " was edited meanwhile");
    assertThat(operator.data().resolve("runs/" + operator.runs().getFirst() + "/campaign.yaml"))
        .content()
        .contains("The second text");
  }

  @Test
  void aFileThatIsWrongWhenItFiresIsRefused() throws Exception {
    Answer answer = runWhile(() -> operator.writes("spring.yaml", "id: Spring\n"));
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("spring.yaml:1:5", "nothing was sent.");
    assertThat(operator.runs()).isEmpty();
  }

  @Test
  void anAudienceThatIsWrongWhenItFiresIsRefused() throws Exception {
    Answer answer = runWhile(() -> operator.writes("people.csv", "id,email,name\n,,\n"));
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("no recipient in 1 row", "nothing was sent.");
  }

  private interface Edit {
    Path edit() throws IOException;
  }

  private Answer runWhile(Edit edit) throws Exception {
    Path campaign = writes("The first text");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = {"run", campaign.toString(), "--data", operator.data().toString()};
    FutureTask<Integer> running =
        new FutureTask<>(() -> Blast.execute(new PrintWriter(out), new PrintWriter(err), words));
    Thread.ofVirtual().start(running);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> err.toString().contains("Waiting for") || running.isDone());
    Path edited = edit.edit();
    assertThat(edited).exists();
    int code = running.get();
    return new Answer(code, out.toString(), err.toString());
  }
}
