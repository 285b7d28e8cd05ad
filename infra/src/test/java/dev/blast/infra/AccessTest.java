package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.blast.infra.Terraform.Block;
import dev.blast.infra.Terraform.Body;
import dev.blast.infra.Terraform.Expression;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what: all that the code does, and nothing that nobody has given a reason for. */
class AccessTest {

  private static final Terraform STACK = Terraform.ofStack();

  /** A text with a star in it, and what follows on its line. */
  private static final Pattern STAR = Pattern.compile("\"[^\"]*\\*[^\"]*\"(.*)");

  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"$]|\\$\\{[^}]*})*)\"");

  /** What Lambda does with a queue in the name of its function. */
  private static final Set<String> BY_LAMBDA =
      Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

  private static final JavaClasses CODE = code();

  /** Without the classes of the SDK, whose names are enough, and without tests. */
  private static JavaClasses code() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(
            place -> !place.contains("/test-classes/") && !place.contains("-tests.jar"))
        .importPackages("dev.blast.aws", "dev.blast.scheduler", "dev.blast.sender");
  }

  private static List<Block> documents() {
    return STACK
        .blocks("data")
        .filter(block -> block.labels().getFirst().equals("aws_iam_policy_document"))
        .toList();
  }

  @Test
  void aWildcardSaysOnItsLineWhyItIsThere() {
    List<String> found =
        STACK.files().entrySet().stream()
            .filter(file -> !file.getKey().equals("variables.tf"))
            .filter(file -> !file.getKey().equals("dashboard.tf"))
            .flatMap(file -> unexplained(file.getKey(), file.getValue()))
            .toList();
    assertThat(found).isEmpty();
    assertThat(documents()).hasSizeGreaterThan(5);
    assertThat(STACK.files()).containsKeys("access.tf", "queues.tf", "encryption.tf");
  }

  @Test
  void aWildcardWithoutAReasonIsFound() {
    List<String> lines =
        List.of(
            "resources = [\"*\"]",
            "resources = [\"*\"] #",
            "actions = [\"s3:*\", \"sqs:*\"] # because",
            "actions = [\"s3:Get*\"]",
            "actions = [\"s3:GetObject\"]");
    assertThat(unexplained("a.tf", lines))
        .containsExactly(
            "a.tf:1: resources = [\"*\"]",
            "a.tf:2: resources = [\"*\"] #",
            "a.tf:4: actions = [\"s3:Get*\"]");
  }

  private static Stream<String> unexplained(String file, List<String> lines) {
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
        .filter(i -> !lines.get(i).strip().startsWith("#"))
        .filter(
            i -> {
              var star = STAR.matcher(lines.get(i));
              return star.find() && !star.group(1).matches(".*#\\s*\\w.*");
            })
        .map(i -> file + ":" + (i + 1) + ": " + lines.get(i).strip());
  }

  /** Whatever is not excepted would be allowed. */
  @Test
  void nothingIsAllowedByExceptions() {
    assertThat(grants()).hasSizeGreaterThan(50);
    for (Body grant : grants()) {
      assertThat(grant.attributes()).containsKeys("actions", "resources");
      assertThat(Set.of("actions", "resources", "passed_to"))
          .containsAll(grant.attributes().keySet());
    }
    for (Block statement : statements()) {
      assertThat(statement.body().attributes()).doesNotContainKeys("not_actions", "not_resources");
      assertThat(statement.body().blocks("not_principals")).isEmpty();
    }
  }

  @Test
  void eachFunctionHasARoleOfItsOwnAndAPolicyOfItsOwn() {
    Set<String> functions = STACK.local("functions").object().attributes().keySet();
    assertThat(STACK.local("grants").object().attributes().keySet())
        .containsAll(functions)
        .hasSize(functions.size() + 2);
    Body policy = STACK.resource("aws_iam_role_policy", "function");
    assertThat(policy.get("for_each").text()).isEqualTo("local.functions");
    assertThat(policy.get("role").text()).isEqualTo("aws_iam_role.function[each.key].name");
    assertThat(policy.get("policy").text())
        .isEqualTo("data.aws_iam_policy_document.grant[each.key].json");
    assertThat(STACK.resource("aws_lambda_function", "stack").get("role").text())
        .isEqualTo("aws_iam_role.function[each.key].arn");
  }

  /** A function writes its own log, and nobody else's. */
  @Test
  void eachFunctionLogsWhereItsLogIs() {
    for (String function : STACK.local("functions").object().attributes().keySet()) {
      assertThat(STACK.local("grants").object().get(function).object().get("Log").text())
          .isEqualTo("local.logs[\"" + function + "\"]");
    }
  }

  /** What the adapters ask of a service is allowed to somebody, and nothing else is. */
  @ParameterizedTest
  @CsvSource({"dynamodb", "s3", "sqs", "sns", "scheduler", "ssm"})
  void whatIsAllowedIsWhatTheCodeCalls(String service) {
    Set<String> wanted = new TreeSet<>(called(service));
    if (service.equals("sqs")) {
      wanted.addAll(BY_LAMBDA);
    }
    if (service.equals("s3")) {
      // Without it S3 answers 403 where there is no object (API reference, GetObject).
      wanted.add("s3:ListBucket");
    }
    assertThat(allowed(service)).isEqualTo(wanted).isNotEmpty();
  }

  private static Set<String> allowed(String service) {
    return grants().stream()
        .flatMap(grant -> texts(grant.get("actions").text()).stream())
        .filter(action -> action.startsWith(service + ":"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is granted to functions, schedules and operators, a part each. */
  private static List<Body> grants() {
    return STACK.local("grants").object().attributes().values().stream()
        .flatMap(of -> of.object().attributes().values().stream())
        .filter(grant -> !grant.text().startsWith("local.logs["))
        .map(AccessTest::resolved)
        .map(Expression::object)
        .toList();
  }

  /** A part that several have is a local value. */
  private static Expression resolved(Expression grant) {
    return grant.text().startsWith("local.")
        ? STACK.local(grant.text().substring("local.".length()))
        : grant;
  }

  private static List<Block> statements() {
    return documents().stream().flatMap(block -> block.body().blocks("statement")).toList();
  }

  /** Those of local values included. */
  private static List<String> texts(String expression) {
    String whole =
        Pattern.compile("local\\.(\\w+)")
            .matcher(expression)
            .replaceAll(named -> Matcher.quoteReplacement(STACK.local(named.group(1)).text()));
    return TEXT.matcher(whole).results().map(text -> text.group(1)).toList();
  }

  private static Set<String> called(String service) {
    return CODE.stream()
        .flatMap(type -> type.getMethodCallsFromSelf().stream())
        .flatMap(Actions::of)
        .filter(action -> action.startsWith(service + ":"))
        .collect(Collectors.toSet());
  }
}
