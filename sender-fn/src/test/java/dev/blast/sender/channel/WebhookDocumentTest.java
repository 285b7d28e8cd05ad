package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.sender.http.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/webhook.md says what the code does. */
class WebhookDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "webhook.md");

  private static final Pattern STATUSES =
      Pattern.compile("(?m)^\\| ([0-9]{3})(?:–([0-9]{3}))? \\| ([a-z]+) \\|");

  private static final Pattern FAILURE = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| ([a-z]+) \\|");

  @Test
  void everyStatusIsInTheTableOnceAndMeansWhatItSays() throws IOException {
    Map<Integer, AnswerClass> written = new TreeMap<>();
    for (MatchResult row : rows(STATUSES)) {
      int first = Integer.parseInt(row.group(1));
      int last = row.group(2) == null ? first : Integer.parseInt(row.group(2));
      for (int status = first; status <= last; status++) {
        assertThat(written.put(status, meaning(row.group(3)))).as("%d again", status).isNull();
      }
    }

    assertThat(written)
        .isEqualTo(
            IntStream.rangeClosed(100, 999)
                .boxed()
                .collect(Collectors.toMap(Function.identity(), AnswerClass::of)));
  }

  @Test
  void everyFailureIsInTheTableAndMeansWhatItSays() throws IOException {
    Map<String, AnswerClass> written =
        rows(FAILURE).stream()
            .collect(Collectors.toMap(row -> row.group(1), row -> meaning(row.group(2))));

    assertThat(written)
        .isEqualTo(
            Arrays.stream(Failure.values())
                .collect(Collectors.toMap(Failure::code, AnswerClass::of)));
  }

  private static List<MatchResult> rows(Pattern row) throws IOException {
    return row.matcher(Files.readString(DOCUMENT)).results().toList();
  }

  private static AnswerClass meaning(String word) {
    return AnswerClass.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
