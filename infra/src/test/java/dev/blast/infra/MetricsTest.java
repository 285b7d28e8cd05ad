package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.aws.function.FunctionRuntime;
import dev.blast.aws.function.Meter;
import dev.blast.aws.function.MeteredFacts;
import dev.blast.aws.function.MeteredLedger;
import dev.blast.aws.function.MeteredQueue;
import dev.blast.sender.DeadLetterHandler;
import dev.blast.sender.SenderWiring;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The metrics that the dashboard shows are those that the functions write. */
class MetricsTest {

  private static final Terraform STACK = Terraform.ofStack();

  /** A line of a panel about one of our own metrics: namespace, metric, dimension, function. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\[\"(?<namespace>\\w+)\", (?<metric>\"?\\w+\"?), \"(?<dimension>Service)\","
              + " local\\.names\\.(?<function>\\w+),");

  private static final Pattern OURS = Pattern.compile("\\[\"Blast\",");

  /** What counts, and in which function. */
  private static final Map<Class<?>, String> COUNTS =
      Map.of(
          MeteredLedger.class, "sender",
          SenderWiring.class, "sender",
          DeadLetterHandler.class, "dead_letters",
          MeteredQueue.class, "shards",
          MeteredFacts.class, "watch");

  @Test
  void everyMetricOfTheDashboardIsOneThatItsFunctionWrites() throws IOException {
    Set<String> written = written();
    Set<String> shown =
        lines()
            .flatMap(line -> metrics(line.group("metric")).map(name -> named(line, name)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown).hasSizeGreaterThan(15).isSubsetOf(written);
    assertThat(shown).contains("sender.poison", "watch.open", "shards.recipientsEnqueued");
  }

  /** One that is written in another form would not be looked at above. */
  @Test
  void noLineOfOursIsPassedOver() {
    long all = STACK.files().values().stream().flatMap(List::stream).mapToLong(this::ours).sum();
    assertThat(lines()).hasSize(Math.toIntExact(all));
  }

  private long ours(String line) {
    return OURS.matcher(line).results().count();
  }

  /** Two stacks of an account have functions of other names. */
  @Test
  void theServiceIsTheFunctionsWholeName() throws IOException {
    assertThat(STACK.local("names").text()).isEqualTo("local.function_names");
    assertThat(STACK.local("function_names").text()).contains("\"${var.name}-${");
    assertThat(
            STACK
                .resource("aws_lambda_function", "stack")
                .only("environment")
                .get("variables")
                .text())
        .contains("{ POWERTOOLS_SERVICE_NAME = local.function_names[each.key] }");
    assertThat(constants(FunctionRuntime.class)).contains("POWERTOOLS_SERVICE_NAME");
  }

  @Test
  void theNamespaceIsTheCodes() throws IOException, ClassNotFoundException {
    assertThat(constants(Class.forName("dev.blast.aws.function.EmfMeter"))).contains("Blast");
    assertThat(lines().map(line -> line.group("namespace"))).containsOnly("Blast");
  }

  private static String named(MatchResult line, String metric) {
    return line.group("function") + "." + metric;
  }

  private static Stream<MatchResult> lines() {
    return STACK.files().values().stream()
        .flatMap(List::stream)
        .flatMap(line -> LINE.matcher(line).results());
  }

  /** A name, or the variable that goes over all outcomes. */
  private static Stream<String> metrics(String written) {
    return written.equals("outcome")
        ? STACK.local("outcomes").texts().stream()
        : Stream.of(written.replace("\"", ""));
  }

  /** Outcomes are counted by their own names ({@code StackNamesTest} compares those). */
  private static Set<String> written() throws IOException {
    Set<String> all = new TreeSet<>();
    STACK.local("outcomes").texts().forEach(outcome -> all.add("sender." + outcome));
    for (Map.Entry<Class<?>, String> each : COUNTS.entrySet()) {
      Set<String> names = counted(each.getKey());
      assertThat(names).as("metrics of %s", each.getKey()).isNotEmpty();
      names.forEach(name -> all.add(each.getValue() + "." + name));
    }
    return all;
  }

  /** The names that a class hands to a meter, as its compiled code has them. */
  private static Set<String> counted(Class<?> type) throws IOException {
    Set<String> names = new HashSet<>();
    for (CodeModel code : code(type).toList()) {
      Optional<String> latest = Optional.empty();
      for (CodeElement element : code) {
        if (element instanceof ConstantInstruction constant
            && constant.constantValue() instanceof String text) {
          latest = Optional.of(text);
        } else if (element instanceof InvokeInstruction call && isMeter(call)) {
          latest.ifPresent(names::add);
          latest = Optional.empty();
        }
      }
    }
    return names;
  }

  private static boolean isMeter(InvokeInstruction call) {
    return call.owner().asInternalName().equals(Meter.class.getName().replace('.', '/'))
        && Set.of("add", "set").contains(call.name().stringValue());
  }

  private static Set<String> constants(Class<?> type) throws IOException {
    return code(type)
        .flatMap(CodeModel::elementStream)
        .filter(ConstantInstruction.class::isInstance)
        .map(constant -> String.valueOf(((ConstantInstruction) constant).constantValue()))
        .collect(Collectors.toSet());
  }

  private static Stream<CodeModel> code(Class<?> type) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(type.getResourceAsStream(type.getSimpleName() + ".class"))) {
      ClassModel model = ClassFile.of().parse(file.readAllBytes());
      return model.methods().stream().flatMap(method -> method.code().stream());
    }
  }
}
