package dev.blast.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashSet64Test {

  @Test
  void holdsWhatAHashSetHolds() {
    HashSet64 set = new HashSet64();
    Set<Long> expected = new HashSet<>();
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      // few low bits, so that slots collide; the hash 0 is among them
      long hash = (long) random.nextInt(5_000) << 10;
      assertThat(set.contains(hash)).isEqualTo(expected.contains(hash));
      assertThat(set.add(hash)).isEqualTo(expected.add(hash));
    }
    assertThat(set.size()).isEqualTo(expected.size());
  }

  @Test
  void theHashZeroIsAMemberLikeOthers() {
    HashSet64 set = new HashSet64();
    assertThat(set.contains(0)).isFalse();
    assertThat(set.add(0)).isTrue();
    assertThat(set.add(0)).isFalse();
    assertThat(set.contains(0)).isTrue();
    assertThat(set.isEmpty()).isFalse();
  }

  @Test
  void aMillionIdsHaveAsManyHashes() {
    HashSet64 hashes = new HashSet64();
    for (int i = 0; i < 1_000_000; i++) {
      byte[] id = ("customer-" + i).getBytes(UTF_8);
      hashes.add(ByteHash.of(id, 0, id.length, 1));
    }
    assertThat(hashes.size()).isEqualTo(1_000_000);
  }

  @Test
  void aHashDependsOnTheBytesTheirNumberAndTheSeedAlone() {
    byte[] zeros = new byte[20];
    Set<Long> hashes = new HashSet<>();
    for (int length = 0; length <= 20; length++) {
      hashes.add(ByteHash.of(zeros, 0, length, 1));
    }
    assertThat(hashes).hasSize(21);
    assertThat(ByteHash.of(zeros, 3, 12, 1)).isEqualTo(ByteHash.of(zeros, 0, 9, 1));
    assertThat(ByteHash.of(zeros, 0, 9, 2)).isNotEqualTo(ByteHash.of(zeros, 0, 9, 1));
  }
}
