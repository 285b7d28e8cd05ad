package dev.blast.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.Dialect;
import dev.blast.audience.Layout;
import dev.blast.audience.RecordScanner;
import dev.blast.outcome.Reason;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.run.RunId;
import dev.blast.text.CleanText;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RowReaderTest {

  @Property
  void theSizeOfARecipientIsNeverUnderestimated(@ForAll String any) throws IOException {
    String value = new String(any.getBytes(UTF_8), UTF_8).replaceAll("[\\p{Cntrl}&&[^\t\r\n]]", "");
    RecordScanner row = row("id,address,\"" + value.replace("\"", "\"\"") + "\"");
    RowReader reader = reader(Set.of());
    assertThat(reader.read(row.fields())).isEqualTo(new RowVerdict.Wanted());
    Recipient recipient = reader.recipient(Integer.MAX_VALUE, row.fields());
    assertThat(recipient.values()).containsExactly(CleanText.of(value));
    assertThat(reader.encodedSize(row.fields()))
        .isGreaterThanOrEqualTo(encoded(recipient, recipient) - encoded(recipient));
  }

  private static int encoded(Recipient... recipients) {
    EnvelopeId id = new EnvelopeId(new RunId("spring", Instant.EPOCH), 0, 0);
    return EnvelopeCodec.encode(new Envelope(id, List.of(recipients))).bytes();
  }

  @Test
  void aRowThatIsTooLargeAsAMessageIsInvalid() throws IOException {
    // A musical note of four bytes, which has twelve when it is composed.
    RecordScanner row = row("1,a," + "\uD834\uDD60".repeat(30_000));
    assertThat(reader(Set.of()).read(row.fields()))
        .isEqualTo(
            new RowVerdict.Invalid(
                new Reason("recipient-too-large", "larger than 256 KiB as a message")));
    assertThat(reader(Set.of()).read(row("1,a," + "x".repeat(100_000)).fields()))
        .isEqualTo(new RowVerdict.Wanted());
  }

  @Test
  void manyAcceptedValuesAreComparedAsAFewAre() throws IOException {
    Set<String> many = IntStream.range(0, 100).mapToObj(i -> "v" + i).collect(Collectors.toSet());
    for (Set<String> accepted : List.of(many, Set.of("v7", "v8"))) {
      assertThat(reader(accepted).read(row("1,a,v7").fields())).isEqualTo(new RowVerdict.Wanted());
      assertThat(reader(accepted).read(row("1,a,\"v\"\"7\"").fields()))
          .isEqualTo(new RowVerdict.Filtered(new Reason("filtered", "by the column 'segment'")));
    }
  }

  private static RowReader reader(Set<String> accepted) {
    return new RowReader(
        new Layout(
            3,
            0,
            1,
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of(2),
            accepted.isEmpty() ? List.of() : List.of(new Layout.Filter(2, "segment", accepted))));
  }

  private static RecordScanner row(String text) throws IOException {
    RecordScanner scanner =
        new RecordScanner(text.getBytes(UTF_8), (byte) ',', Dialect.CURRENT, 1, 1);
    assertThat(scanner.next()).isEqualTo(RecordScanner.Item.RECORD);
    return scanner;
  }
}
