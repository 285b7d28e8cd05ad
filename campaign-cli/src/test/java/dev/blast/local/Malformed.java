package dev.blast.local;

import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.run.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;

/** Message bodies that no sender can do anything with, the same for the same seed. */
final class Malformed {

  /** In each body, so that a test finds out where a body leaks to. */
  static final String ADDRESS = "leak@example.com";

  private final Random random;
  private final RunId run;

  Malformed(long seed, RunId run) {
    this.random = new Random(seed);
    this.run = run;
  }

  List<String> bodies(int count) {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bodies.add(body(i % 12));
    }
    return bodies;
  }

  private String body(int sort) {
    return switch (sort) {
      case 0 -> garbage();
      case 1 -> cut(envelope(run, 1 + random.nextInt(9), 1));
      case 2 -> envelope(run, 2, 1).replace("\"v\":2", "\"v\":" + (3 + random.nextInt(99)));
      case 3 -> bomb();
      case 4 -> " ".repeat(1 + random.nextInt(5)) + "\n";
      case 5 -> ADDRESS + "x".repeat(100_000 + random.nextInt(100_000));
      case 6 -> "{\"v\":2,\"id\":\"\\ud8" + random.nextInt(10) + ADDRESS + "\\uZZZZ\"}";
      case 7 -> envelope(unknownRun(), 1 + random.nextInt(3), 1);
      case 8 -> envelope(run, 1 + random.nextInt(9), random.nextBoolean() ? 0 : 7);
      case 9 -> "[".repeat(2_000 + random.nextInt(2_000)) + ADDRESS;
      case 10 ->
          "{\"v\":2,\"id\":\"" + ADDRESS + "@20260301T070000Z/0/0\",\"r\":[[1,\"i\",\"a\",\"n\"]]}";
      default ->
          "{\"v\":2,\"id\":\"" + run + "/0/0\",\"z\":\"" + ADDRESS + random.nextLong() + "\"}";
    };
  }

  private String garbage() {
    StringBuilder text = new StringBuilder(ADDRESS);
    random.ints(1 + random.nextInt(300), 0x20, 0x2FFF).forEach(text::appendCodePoint);
    return text.toString();
  }

  private String cut(String whole) {
    return whole.substring(0, 1 + random.nextInt(whole.length() - 1));
  }

  /** Many mebibytes in few bytes. */
  private String bomb() {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(deflated)) {
      byte[] zeros = new byte[64 * 1024];
      for (int i = 0; i < 256 + random.nextInt(64); i++) {
        deflating.write(zeros);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    String base64 = Base64.getEncoder().encodeToString(deflated.toByteArray());
    return "{\"v\":2,\"id\":\"" + run + "/0/1\",\"z\":\"" + base64 + "\"}";
  }

  private RunId unknownRun() {
    List<String> names = List.of("nobody", ".hidden", "..", "a\\b", "x".repeat(300), ADDRESS);
    return new RunId(
        names.get(random.nextInt(names.size())),
        Instant.parse("2026-03-01T07:00:00Z").plusSeconds(random.nextInt(100_000)));
  }

  private String envelope(RunId of, int recipients, int values) {
    List<String> texts = IntStream.range(0, values).mapToObj(i -> "v" + i).toList();
    List<Recipient> people =
        IntStream.range(0, recipients)
            .mapToObj(i -> new Recipient(i + 2, "f" + random.nextInt(), ADDRESS, texts))
            .toList();
    return EnvelopeCodec.encode(
            new Envelope(new EnvelopeId(of, random.nextInt(3), random.nextInt(9)), people))
        .body();
  }
}
