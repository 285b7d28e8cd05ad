package dev.blast.aws.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Asks Systems Manager for parameters. Stateless; blocks. */
final class ParameterReader {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SignedHttp ssm;

  ParameterReader(SignedHttp ssm) {
    this.ssm = ssm;
  }

  /** For the account, region and endpoint of the environment, as the SDK finds them. */
  static ParameterReader fromEnvironment() {
    return new ParameterReader(SignedHttp.fromEnvironment("ssm"));
  }

  /**
   * What SSM has.
   *
   * @param values by name, and by ARN
   * @param none those that do not exist, as they were named
   */
  record Parameters(Map<String, String> values, Set<String> none) {}

  /**
   * Reads parameters.
   *
   * @param names ten at most (API reference, GetParameters)
   * @throws SignedHttp.Refused when SSM refuses all of them because of one
   * @throws IOException when there is no answer
   */
  Parameters read(List<String> names) throws IOException {
    JsonNode answer =
        ssm.ask(
            request ->
                request
                    .method(SdkHttpMethod.POST)
                    .putHeader("Content-Type", "application/x-amz-json-1.1")
                    .putHeader("X-Amz-Target", "AmazonSSM.GetParameters"),
            JSON.writeValueAsBytes(Map.of("Names", names, "WithDecryption", true)));
    Map<String, String> values = new HashMap<>();
    for (JsonNode each : answer.path("Parameters")) {
      values.put(each.path("Name").asText(), each.path("Value").asText());
      values.put(each.path("ARN").asText(), each.path("Value").asText());
    }
    Set<String> none = new HashSet<>();
    answer.path("InvalidParameters").forEach(each -> none.add(each.asText()));
    return new Parameters(values, none);
  }
}
