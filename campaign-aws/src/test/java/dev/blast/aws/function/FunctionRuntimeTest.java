package dev.blast.aws.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FunctionRuntimeTest {

  @Test
  void aFunctionIsCalledAsTheEnvironmentSaysOrByWhatItDoes() {
    assertThat(FunctionRuntime.service("blast-sender", "sender")).isEqualTo("blast-sender");
    assertThat(FunctionRuntime.service(null, "sender")).isEqualTo("sender");
    assertThat(FunctionRuntime.service(" ", "sender")).isEqualTo("sender");
  }
}
