package dev.blast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blast.aws.MemoryS3;
import dev.blast.aws.stack.StackVariables;
import dev.blast.aws.stack.StackWiring;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was staged when a campaign was scheduled is what is sent to, or staging says why not. */
class StackStagedAheadTest {

  private static final int PEOPLE = 40;

  /** Staging never chooses so many for so few people: who finds it finds what the test wrote. */
  private static final int MARK = 39;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LATER = "2036-01-01T08:00:00Z";

  private static StackStand stand;

  @TempDir private Path folder;
  private Operator operator;

  @BeforeAll
  static void deploy() {
    stand = new StackStand();
  }

  @AfterAll
  static void destroy() {
    stand.close();
  }

  @BeforeEach
  void audience() throws IOException {
    operator = new Operator(folder);
    operator.audience(PEOPLE, "i3,again@example.com,Twice");
    operator.writes("never.csv", "email\np7@example.com\n");
  }

  @Test
  void whatWasStagedIsTakenWithItsRejects() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      String folder = scheduled("taken", provider, "never.csv");
      mark(folder);
      String run = stand.fires("taken");

      assertThat(manifest(run).packing()).isEqualTo(MARK);
      closed(run);
      assertThat(addressed(provider)).hasSize(PEOPLE - 1).doesNotContain("i7");
      assertThat(object("runs/" + run + "/rejects.csv"))
          .isEqualTo(object(staged(folder) + ".rejects.csv"))
          .contains("i3,again@example.com,Twice", "p7@example.com");
      assertThat(operator.onStack("report", run).done().rows()).hasSize(PEOPLE + 1);
      assertThat(said(run)).noneMatch(what -> what.contains("staged anew"));
    }
  }

  @Test
  void whoAskedToBeLeftAloneSinceIsLeftAlone() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      String list = "s3://" + MemoryS3.BUCKET + "/lists/never.csv";
      MemoryS3.shared().put("lists/never.csv", "email\np7@example.com\n".getBytes(UTF_8));
      mark(scheduled("grown", provider, list));
      MemoryS3.shared()
          .put("lists/never.csv", "email\np7@example.com\np8@example.com\n".getBytes(UTF_8));
      String run = stand.fires("grown");

      assertThat(manifest(run).packing()).isNotEqualTo(MARK);
      closed(run);
      assertThat(addressed(provider)).hasSize(PEOPLE - 2).doesNotContain("i7", "i8");
      assertThat(said(run))
          .contains("staged anew: " + list + " was replaced since it was scheduled");
      assertThat(object("runs/" + run + "/rejects.csv")).contains("p8@example.com");
    }
  }

  @Test
  void whatAnotherVersionStagedIsStagedAnew() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      String folder = scheduled("foreign", provider, "never.csv");
      String json = object(staged(folder) + ".json");
      MemoryS3.shared()
          .put(
              staged(folder) + ".json",
              json.replaceFirst("\"rules\":\\d+", "\"rules\":99").getBytes(UTF_8));
      String run = stand.fires("foreign");

      closed(run);
      assertThat(addressed(provider)).hasSize(PEOPLE - 1);
      assertThat(said(run)).contains("staged anew: another version of Blast staged it");
    }
  }

  @Test
  void aCompressedAudienceIsUnpackedByTheRun() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(Files.readAllBytes(folder.resolve("people.csv")));
      }
      Files.write(folder.resolve("people.csv.gz"), packed.toByteArray());
      String folder = scheduled("packed", "people.csv.gz", provider, "never.csv");
      try (StackWiring stack = stores()) {
        assertThat(stack.objects().find(staged(folder) + ".json")).isEmpty();
      }
      closed(stand.fires("packed"));
      assertThat(addressed(provider)).hasSize(PEOPLE - 1);
    }
  }

  private String scheduled(String id, Provider provider, String list) throws IOException {
    return scheduled(id, "people.csv", provider, list);
  }

  /** Schedules a campaign, and answers the name of its folder in S3. */
  private String scheduled(String id, String audience, Provider provider, String list)
      throws IOException {
    Path campaign =
        operator.writes(
            id + ".yaml",
            """
            id: %s
            audience:
              path: %s
              columns: { id: id, address: email }
              suppress: [{ path: "%s", column: email, match: address }]
            message: { channel: { type: webhook, url: "%s" }, body: "Dear {{name}}" }
            """
                .formatted(id, audience, list, provider.url()));
    String address =
        operator
            .onStack("schedule", campaign, "--at", LATER, "--json")
            .done()
            .json()
            .get("address")
            .asText();
    return address.substring(("s3://" + MemoryS3.BUCKET + "/").length(), address.lastIndexOf('/'));
  }

  private static String staged(String folder) {
    return folder.replaceFirst("^campaigns/", "staged/");
  }

  /** Other recipients per envelope than staging would choose. */
  private static void mark(String folder) {
    String staged = object(staged(folder) + ".json");
    String marked = staged.replaceFirst("\"packing\":\\d+", "\"packing\":" + MARK);
    assertThat(marked).isNotEqualTo(staged);
    MemoryS3.shared().put(staged(folder) + ".json", marked.getBytes(UTF_8));
  }

  private static String object(String name) {
    try (StackWiring stack = stores()) {
      return new String(stack.objects().find(name).orElseThrow(), UTF_8);
    }
  }

  private static Manifest manifest(String run) {
    try (StackWiring stack = stores()) {
      return stack.runs().manifest(RunId.parse(run).orElseThrow()).orElseThrow();
    }
  }

  private static List<String> said(String run) {
    try (StackWiring stack = stores()) {
      return stack.log().of(RunId.parse(run).orElseThrow()).stream().map(RunEvent::what).toList();
    }
  }

  private static List<String> addressed(Provider provider) {
    return provider.requests().stream().map(Provider.Request::recipient).toList();
  }

  private static StackWiring stores() {
    return new StackWiring(
        StackVariables.read(stand.variables()::get, StackWiring.NEEDED), 4, InstantSource.system());
  }

  private void closed(String run) {
    await()
        .atMost(PATIENCE)
        .until(() -> operator.onStack("status", run).out().startsWith(run + "  CLOSED"));
    stand.awaitQuiet();
  }
}
