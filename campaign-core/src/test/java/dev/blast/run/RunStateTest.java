package dev.blast.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.run.RunState.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RunStateTest {

  @Test
  void theDiagramInArchitectureMdShowsExactlyTheTransitionsThereAre() throws IOException {
    TreeSet<String> drawn = new TreeSet<>();
    String text = Files.readString(Path.of("../ARCHITECTURE.md"));
    String diagram = text.split("<!-- run-states -->", 2)[1].split("```", 3)[1];
    diagram.lines().map(String::strip).filter(line -> line.contains(": ")).forEach(drawn::add);

    TreeSet<String> coded = new TreeSet<>();
    for (RunState from : RunState.values()) {
      for (Event event : Event.values()) {
        from.after(event).ifPresent(to -> coded.add(from + " --> " + to + ": " + event));
      }
    }
    assertThat(drawn).isEqualTo(coded);
  }

  @Test
  void nothingHappensToARunThatIsFinalUnlessItIsRedriven() {
    for (RunState state : RunState.values()) {
      if (state.isFinal()) {
        for (Event event : Event.values()) {
          boolean redriven =
              state == RunState.CLOSED && (event == Event.REDRIVEN || event == Event.REDRIVE_BEGUN);
          assertThat(state.after(event).isPresent()).isEqualTo(redriven);
        }
      }
    }
  }
}
