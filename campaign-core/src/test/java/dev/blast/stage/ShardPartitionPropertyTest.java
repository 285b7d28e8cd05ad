package dev.blast.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Revision;
import dev.blast.campaign.Campaign;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeCodec.Decoded;
import dev.blast.queue.EnvelopeCodec.Encoded;
import dev.blast.queue.EnvelopeWriter;
import dev.blast.queue.Recipient;
import dev.blast.queue.Recipients;
import dev.blast.run.RunId;
import dev.blast.text.CleanText;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Wherever the borders fall, every row is in exactly one shard, on its line and under its id. What
 * is expected comes from writing the CSV, not from reading it.
 */
class ShardPartitionPropertyTest {

  private static final Campaign CAMPAIGN = CampaignFixture.plain().build();

  /** So that some envelopes are deflated and some are not. */
  private static final int PACKING = 5;

  @Property
  void anyBordersPartitionTheRowsOfAnyCsv(
      @ForAll("documents") Document document,
      @ForAll @IntRange(min = 1, max = 120) int shardBytes) {
    Memory file = new Memory(document.bytes());
    Manifest manifest = staged(file, shardBytes);
    ShardRows rows = new ShardRows(CAMPAIGN, manifest, file);
    List<Seen> seen = new ArrayList<>();
    long at = manifest.headerBytes();
    for (ShardPlan shard : manifest.shards()) {
      assertThat(shard.from()).isEqualTo(at);
      at = shard.to();
      int before = seen.size();
      rows.of(shard).forEachRemaining(row -> seen.add(Seen.of(row)));
      assertThat(seen.size() - before).isEqualTo(shard.rows());
      List<Seen> wanted = seen.subList(before, seen.size()).stream().filter(Seen::wanted).toList();
      assertThat(wanted).hasSize(shard.recipients());
      assertThat(dispatched(rows, shard)).isEqualTo(wanted);
    }
    assertThat(at).isEqualTo(manifest.size()).isEqualTo(file.look().size());
    assertThat(seen).isEqualTo(document.expected());
    assertThat(Freeze.verify(manifest, file)).isEmpty();
  }

  /** What a sender reads of what the dispatch writes. */
  private static List<Seen> dispatched(ShardRows rows, ShardPlan shard) {
    RunId run = new RunId("test", Instant.EPOCH);
    EnvelopeWriter writer = new EnvelopeWriter(run, shard.number());
    Recipients recipients = rows.recipients(shard);
    List<Seen> dispatched = new ArrayList<>();
    boolean more = true;
    for (int sequence = 0; more; sequence++) {
      for (int i = 0; more && i < PACKING; i++) {
        more = recipients.next(writer);
      }
      if (writer.recipients() == 0) {
        return dispatched;
      }
      Encoded encoded = writer.finish(sequence);
      assertThat(encoded.bytes()).isEqualTo(encoded.body().getBytes(UTF_8).length);
      Decoded decoded = EnvelopeCodec.decode(encoded.body());
      assertThat(decoded).isInstanceOf(Decoded.Valid.class);
      for (Recipient each : ((Decoded.Valid) decoded).envelope().recipients()) {
        dispatched.add(new Seen(each.line(), each.id(), true, each.values()));
      }
    }
    return dispatched;
  }

  private static Manifest staged(Memory file, int shardBytes) {
    return switch (new Staging(uri -> file, shardBytes, 42)
        .stage(CAMPAIGN, Path.of("unused"), Rejects.NONE)) {
      case Staging.Answer.Staged staged -> staged.manifest();
      case Staging.Answer.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  /** What a reader of a row learns. */
  record Seen(long line, String id, boolean wanted, List<String> values) {
    static Seen of(ShardRow row) {
      return switch (row) {
        case ShardRow.Wanted wanted ->
            new Seen(row.line(), wanted.recipient().id(), true, wanted.recipient().values());
        case ShardRow.Excluded excluded -> new Seen(row.line(), excluded.id(), false, List.of());
      };
    }
  }

  /**
   * A row as it is written.
   *
   * @param blank whether an empty line follows
   */
  record Line(String id, String name, boolean quoted, String end, boolean blank) {
    String text() {
      return cell(id) + "," + cell("a@x") + "," + cell(name) + end + (blank ? end : "");
    }

    private String cell(String content) {
      boolean must = content.contains(",") || content.contains("\n") || content.contains("\"");
      return quoted || must ? '"' + content.replace("\"", "\"\"") + '"' : content;
    }
  }

  record Document(List<Line> lines, boolean marked, boolean endsEarly) {

    byte[] bytes() {
      StringBuilder text = new StringBuilder((marked ? "\uFEFF" : "") + "id,email,name\r\n");
      lines.forEach(line -> text.append(line.text()));
      if (endsEarly) {
        while (text.charAt(text.length() - 1) == '\n' || text.charAt(text.length() - 1) == '\r') {
          text.setLength(text.length() - 1);
        }
      }
      return text.toString().getBytes(UTF_8);
    }

    private static boolean isNoText(int c) {
      return c < ' ' && c != '\t' && c != '\n' && c != '\r';
    }

    List<Seen> expected() {
      List<Seen> expected = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      long line = 2;
      for (Line written : lines) {
        String id = CleanText.of(written.id());
        boolean clean =
            id.chars().noneMatch(Character::isISOControl)
                && CleanText.of(written.name()).chars().noneMatch(Document::isNoText);
        boolean first = clean && ids.add(id);
        expected.add(
            new Seen(line, id, first, first ? List.of(CleanText.of(written.name())) : List.of()));
        line += written.text().chars().filter(c -> c == '\n').count();
      }
      return expected;
    }
  }

  @Provide
  Arbitrary<Document> documents() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "", "b", "x,y", "q\"q", "\"", "l\nm", "l\r\nm", "\n\n", "é", "张伟", "🎉", "\0",
            "\u0001");
    Arbitrary<String> unseen =
        Arbitraries.of("", "", " ", "\t", "\u00a0", "\u200b", "\u2066", "\r", "\u0085", "\u001a");
    Arbitrary<String> id =
        Combinators.combine(
                Arbitraries.of("a", "\uFEFFa", "张", "\"a", "e\u0301", "é", "\u00a0a"),
                Arbitraries.integers().between(1, 25),
                piece,
                unseen)
            .as((start, number, end, after) -> start + number + end + "." + after);
    Arbitrary<Line> line =
        Combinators.combine(
                id,
                Combinators.combine(unseen, piece.list().ofMaxSize(3), unseen)
                    .as((before, pieces, after) -> before + String.join("", pieces) + "." + after),
                Arbitraries.of(true, false),
                Arbitraries.of("\n", "\r\n"),
                Arbitraries.of(true, false, false, false))
            .as(Line::new);
    return Combinators.combine(
            line.list().ofMinSize(1).ofMaxSize(30),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Document::new);
  }

  private static final class Memory implements AudienceFile {

    private final byte[] bytes;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String name() {
      return "memory.csv";
    }

    @Override
    public Revision look() {
      return new Revision(bytes.length, "");
    }

    @Override
    public InputStream open(Revision revision, long from, long to) {
      return new ByteArrayInputStream(Arrays.copyOfRange(bytes, (int) from, (int) to));
    }
  }
}
