package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.infra.Terraform.Block;
import dev.blast.infra.Terraform.Body;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VariablesTest {

  private static final Terraform STACK = Terraform.ofStack();

  static List<Block> variables() {
    return STACK.blocks("variable").toList();
  }

  static List<Block> outputs() {
    return STACK.blocks("output").toList();
  }

  @ParameterizedTest
  @MethodSource("variables")
  void aVariableHasATypeADescriptionAndAValidation(Block variable) {
    Body body = variable.body();
    assertThat(body.get("type").text()).isNotBlank();
    assertThat(body.get("description").text()).isNotBlank().endsWith(".\"");
    assertThat(body.blocks("validation"))
        .isNotEmpty()
        .allSatisfy(
            validation -> {
              assertThat(validation.body().get("condition").text())
                  .contains("var." + variable.labels().getFirst());
              assertThat(validation.body().get("error_message").string()).isNotBlank();
            });
  }

  /** So that a stack of somebody who only gave it a name is a good one. */
  @ParameterizedTest
  @MethodSource("variables")
  void aVariableHasADefault(Block variable) {
    assertThat(variable.body().attributes()).containsKey("default");
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void anOutputHasADescription(Block output) {
    assertThat(output.body().get("description").string()).isNotBlank();
  }

  @Test
  void secretsOfChannelsAreNotShown() {
    assertThat(
            variables().stream()
                .filter(variable -> variable.labels().getFirst().equals("channel_secrets")))
        .isNotEmpty()
        .allSatisfy(
            variable -> assertThat(variable.body().get("sensitive").text()).isEqualTo("true"));
  }
}
