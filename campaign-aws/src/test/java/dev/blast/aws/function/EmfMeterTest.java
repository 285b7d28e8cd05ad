package dev.blast.aws.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What CloudWatch reads: one line on standard output. */
class EmfMeterTest {

  @Test
  void aLineHasTheServiceOfItsStackAsTheOnlyDimension() throws IOException {
    JsonNode line = written("blast-sender");
    JsonNode metrics = line.at("/_aws/CloudWatchMetrics/0");
    assertThat(metrics.get("Namespace").asText()).isEqualTo("Blast");
    assertThat(metrics.get("Dimensions").toString()).isEqualTo("[[\"Service\"]]");
    assertThat(line.get("Service").asText()).isEqualTo("blast-sender");
    assertThat(line.get("sent").asLong()).isEqualTo(3);
  }

  @Test
  void aFunctionIsCalledAsTheEnvironmentSaysOrByWhatItDoes() {
    assertThat(FunctionRuntime.service("blast-sender", "sender")).isEqualTo("blast-sender");
    assertThat(FunctionRuntime.service(null, "sender")).isEqualTo("sender");
    assertThat(FunctionRuntime.service(" ", "sender")).isEqualTo("sender");
  }

  private static JsonNode written(String service) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      EmfMeter meter = new EmfMeter(service);
      meter.add("sent", 3);
      meter.emit();
    } finally {
      System.setOut(before);
    }
    return JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
  }
}
