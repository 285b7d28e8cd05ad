package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself: a function of the tests behaves in it as a function does in Lambda. */
class PackagedFunctionTest {

  /** A JVM starts meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String HANDLER = Mirror.class.getName() + "::handleRequest";

  @TempDir Path folder;

  @Test
  void aFunctionIsLoadedFromItsPackageAndSeesWhatLambdaSets() throws Exception {
    try (Unpacked unpacked = Unpacked.unpack(mirror());
        PackagedFunction function = PackagedFunction.start(unpacked, settings())) {
      assertThat(function.invoke("{\"do\":\"answer\"}").returned())
          .isEqualTo(
              """
              {"arn":"arn:aws:lambda:eu-central-1:123456789012:function:mirror:live",\
              "do":"answer","function":"mirror","hasTime":"true","home":"",\
              "loader":"CustomerClassLoader","region":"eu-central-1"}""");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(function.log())
                      .anySatisfy(
                          line -> assertThat(line).startsWith("{").contains("asked for answer")));
    }
  }

  @Test
  void anExceptionIsAnAnswerAndTheProcessGoesOn() throws Exception {
    try (Unpacked unpacked = Unpacked.unpack(mirror());
        PackagedFunction function = PackagedFunction.start(unpacked, settings())) {
      assertThat(function.invoke("{\"do\":\"throw\"}"))
          .isInstanceOfSatisfying(
              Answer.Threw.class,
              threw -> assertThat(threw.error()).contains("IllegalArgumentException"));
      assertThat(function.invoke("{}").returned()).contains("mirror");
    }
  }

  @Test
  void whoeverWaitsIsToldWhenTheProcessEnds() throws Exception {
    try (Unpacked unpacked = Unpacked.unpack(mirror());
        PackagedFunction function = PackagedFunction.start(unpacked, settings())) {
      assertThat(function.invoke("{\"do\":\"end\"}")).isInstanceOf(Answer.Died.class);
      await().atMost(PATIENCE).until(() -> !function.isAlive());
      assertThat(function.invoke("{}")).isInstanceOf(Answer.Died.class);
    }
  }

  @Test
  void aFunctionThatIsKilledOrWhoseTimeIsUpIsDead() throws Exception {
    try (Unpacked unpacked = Unpacked.unpack(mirror())) {
      try (PackagedFunction function = PackagedFunction.start(unpacked, settings())) {
        CompletableFuture<Answer> answer = function.begin("{\"do\":\"hang\"}");
        await()
            .atMost(PATIENCE)
            .until(() -> String.join("\n", function.log()).contains("asked for hang"));
        function.kill();
        assertThat(answer).isCompletedWithValueMatching(Answer.Died.class::isInstance);
      }
      PackagedFunction.Settings hasty = settings().withTimeout(Duration.ofSeconds(3));
      try (PackagedFunction function = PackagedFunction.start(unpacked, hasty)) {
        assertThat(function.invoke("{\"do\":\"hang\"}"))
            .isInstanceOfSatisfying(
                Answer.Died.class,
                died -> assertThat(died.why()).startsWith("timed out after PT3S"));
        assertThat(function.api().firstNext()).as("its start took none of its time").isDone();
        assertThat(function.isAlive()).isFalse();
      }
    }
  }

  @Test
  void aFunctionThatCannotBeLoadedSaysSoOnce() throws Exception {
    PackagedFunction.Settings wrong =
        new PackagedFunction.Settings("wrong", "dev.blast.NoSuchHandler", Map.of());
    try (Unpacked unpacked = Unpacked.unpack(mirror());
        PackagedFunction function = PackagedFunction.start(unpacked, wrong)) {
      assertThat(function.invoke("{}"))
          .isInstanceOfSatisfying(
              Answer.Threw.class, threw -> assertThat(threw.error()).contains("NoSuchHandler"));
    }
  }

  @Test
  void aSnapshotIsTakenBeforeTheFirstEventAndGoesOnWhenItIsRestored() throws Exception {
    try (Unpacked unpacked = Unpacked.unpack(mirror());
        PackagedFunction function = PackagedFunction.start(unpacked, settings().withSnapStart())) {
      CompletableFuture<Answer> answer = function.begin("{}");
      await().atMost(PATIENCE).until(function.api().checkpointed()::isDone);
      assertThat(function.api().firstNext()).isNotDone();
      function.api().restore();
      assertThat(answer.join().returned()).contains("mirror");
    }
  }

  private static PackagedFunction.Settings settings() {
    return new PackagedFunction.Settings("mirror", HANDLER, Map.of());
  }

  /** A zip with nothing in it but the function's class: what it needs the runtime has. */
  private Path mirror() throws IOException {
    Path zip = folder.resolve("mirror.zip");
    String entry = Mirror.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file);
        InputStream in =
            Objects.requireNonNull(Mirror.class.getClassLoader().getResourceAsStream(entry))) {
      out.putNextEntry(new ZipEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
    return zip;
  }
}
