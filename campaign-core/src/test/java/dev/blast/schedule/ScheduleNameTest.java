package dev.blast.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ScheduleNameTest {

  @Test
  void anIdThatFitsIsKeptAsItIs() {
    assertThat(ScheduleName.of("fire", "morning_2.x")).hasToString("fire-morning_2.x");
  }

  @Test
  void aRunIdIsReadableAndHasAHash() {
    assertThat(ScheduleName.of("watch", "morning@20260301T080000Z").text())
        .matches("watch-morning-20260301T080000Z-[0-9a-f]{12}");
  }

  @Test
  void idsThatDifferOnlyInWhatIsCutOrReplacedHaveDifferentNames() {
    String longId = "x".repeat(100);
    assertThat(ScheduleName.of("watch", longId + "1"))
        .isNotEqualTo(ScheduleName.of("watch", longId + "2"));
    assertThat(ScheduleName.of("watch", "a@b")).isNotEqualTo(ScheduleName.of("watch", "a/b"));
  }

  @Test
  void anIdThatLooksLikeAShortenedOneIsNotTakenForIt() {
    String shortened = ScheduleName.of("watch", "a@b").text();
    String id = shortened.substring("watch-".length());
    assertThat(ScheduleName.of("watch", id).text()).isNotEqualTo(shortened);
  }

  @Property
  void everyIdHasANameThatIsAllowedAndTheSameEachTime(@ForAll @StringLength(max = 300) String id) {
    assertThat(ScheduleName.of("watch", id)).isEqualTo(ScheduleName.of("watch", id));
  }

  @Test
  void whatIsNotAllowedIsMisuse() {
    assertThatThrownBy(() -> new ScheduleName("a@b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ScheduleName("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ScheduleName("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
