package dev.blast.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link AudienceFile} does. */
public abstract class AudienceFileContract {

  /** A name of every kind that an operator may have given a file. */
  private static final List<String> NAMES =
      List.of("people.csv", "Kunden 2026 (neu)+100%.csv", "张伟.csv", "a&b=c#d.csv");

  private final Random random = new Random(7);

  /** A file that is not there yet. */
  protected abstract AudienceFile at(String name) throws IOException;

  /** Makes the file, or gives it other content. */
  protected abstract void write(String name, byte[] content) throws IOException;

  protected abstract void delete(String name) throws IOException;

  @Test
  void allOfAFileIsReadUnderAnyName() throws IOException {
    for (String name : NAMES) {
      byte[] content = ("id,email\n" + name).getBytes(UTF_8);
      write(name, content);
      AudienceFile file = at(name);
      assertThat(file.name()).contains(name);
      Revision revision = file.look();
      assertThat(revision.size()).isEqualTo(content.length);
      assertThat(read(file, revision, 0, content.length)).isEqualTo(content);
    }
  }

  @Test
  void anyRangeIsReadAsItIs() throws IOException {
    byte[] content = content(300_000);
    write("a.csv", content);
    AudienceFile file = at("a.csv");
    Revision revision = file.look();
    for (int i = 0; i < 40; i++) {
      int from = random.nextInt(content.length + 1);
      int to = from + random.nextInt(content.length + 1 - from);
      assertThat(read(file, revision, from, to)).isEqualTo(Arrays.copyOfRange(content, from, to));
    }
    assertThat(read(file, revision, content.length, content.length)).isEmpty();
    assertThat(read(file, revision, content.length - 1, content.length)).hasSize(1);
  }

  @Test
  void aStreamKeepsToItsRangeHoweverItIsRead() throws IOException {
    write("a.csv", "0123456789".getBytes(UTF_8));
    AudienceFile file = at("a.csv");
    try (InputStream in = file.open(file.look(), 2, 7)) {
      assertThat(in.read()).isEqualTo('2');
      assertThat(in.skip(1)).isEqualTo(1);
      byte[] rest = new byte[10];
      assertThat(in.readNBytes(rest, 3, 5)).isEqualTo(3);
      assertThat(rest).startsWith(0, 0, 0, '4', '5', '6', 0);
      assertThat(in.read(rest, 0, 0)).isZero();
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(rest)).isEqualTo(-1);
      assertThat(in.skip(5)).isZero();
    }
  }

  @Test
  void whatIsNotWithinTheRevisionIsRefused() throws IOException {
    write("a.csv", new byte[10]);
    AudienceFile file = at("a.csv");
    Revision revision = file.look();
    assertThatThrownBy(() -> file.open(revision, 0, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> file.open(revision, 5, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anEmptyFileIsThereAndHasNothing() throws IOException {
    write("empty.csv", new byte[0]);
    AudienceFile file = at("empty.csv");
    assertThat(file.look().size()).isZero();
    assertThat(read(file, file.look(), 0, 0)).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    AudienceFile file = at("gone.csv");
    assertThatThrownBy(file::look)
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("gone.csv");
    write("gone.csv", new byte[10]);
    Revision revision = file.look();
    delete("gone.csv");
    assertThatThrownBy(() -> read(file, revision, 0, 10)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void nothingOfOtherContentIsGivenWhereTheStoreCanTell() throws IOException {
    write("a.csv", "first".getBytes(UTF_8));
    AudienceFile file = at("a.csv");
    Revision first = file.look();
    assertThat(file.look()).isEqualTo(first);
    write("a.csv", "other".getBytes(UTF_8));
    Revision other = file.look();
    assertThat(read(file, other, 0, 5)).isEqualTo("other".getBytes(UTF_8));
    if (first.tag().isEmpty()) {
      assertThat(other).isEqualTo(first);
    } else {
      assertThat(other.tag()).isNotEqualTo(first.tag());
      assertThatThrownBy(() -> read(file, first, 0, 5))
          .isInstanceOf(RevisionGone.class)
          .hasMessageContaining("a.csv was replaced");
    }
  }

  @Test
  void streamsAreIndependentAndMayBeLeftEarly() throws Exception {
    byte[] content = content(3_000_000);
    write("a.csv", content);
    AudienceFile file = at("a.csv");
    Revision revision = file.look();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> parts = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        int from = i * 100_000;
        parts.add(readers.submit(() -> read(file, revision, from, from + 100_000)));
        try (InputStream left = file.open(revision, 0, content.length)) {
          assertThat(left.readNBytes(10)).isEqualTo(Arrays.copyOf(content, 10));
        }
      }
      for (int i = 0; i < 30; i++) {
        assertThat(parts.get(i).get())
            .isEqualTo(Arrays.copyOfRange(content, i * 100_000, (i + 1) * 100_000));
      }
    }
  }

  private byte[] content(int length) {
    byte[] content = new byte[length];
    random.nextBytes(content);
    return content;
  }

  protected static byte[] read(AudienceFile file, Revision revision, long from, long to)
      throws IOException {
    try (InputStream in = file.open(revision, from, to)) {
      return in.readAllBytes();
    }
  }
}
