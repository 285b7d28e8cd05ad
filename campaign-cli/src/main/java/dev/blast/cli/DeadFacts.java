package dev.blast.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who of a run was not sent to, and its dead letters, for programs. The shape of {@code dead
 * --json}; docs/commands.md describes it.
 */
record DeadFacts(String run, List<GroupFacts> notSent, List<LetterGroup> letters) {

  /** A class of recipients; {@code reason} is empty where there is none. */
  record GroupFacts(String outcome, String reason, long count, List<SampleFacts> samples) {}

  record SampleFacts(String recipient, String reason) {}

  /** A class of dead letters. */
  record LetterGroup(String kind, long count, List<LetterFacts> samples) {}

  /**
   * A dead letter.
   *
   * @param envelope empty where it holds none of a run known here
   * @param body there when it was asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LetterFacts(
      String messageId,
      String why,
      String envelope,
      int receives,
      String time,
      @Nullable String body) {}
}
