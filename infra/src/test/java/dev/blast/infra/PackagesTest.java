package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is inside a function's package: this, and nothing else. */
class PackagesTest {

  private static final long LARGEST = 25_000_000;

  /** Libraries that either function may have; ARCHITECTURE.md says what each of them is for. */
  private static final Set<String> LIBRARIES =
      Set.of(
          // ours
          "campaign-aws",
          "campaign-core",
          // what the handlers are called with
          "aws-lambda-java-core",
          "aws-lambda-java-events",
          // Lambda's runtime client asks for its DateTime before it reads any event of a queue
          "joda-time",
          // campaign files, envelopes, reports
          "commons-codec",
          "commons-csv",
          "commons-io",
          "cron-utils",
          "jackson-annotations",
          "jackson-core",
          "jackson-databind",
          "jackson-dataformat-yaml",
          "jspecify",
          "snakeyaml",
          // email addresses and phone numbers
          "jakarta.activation-api",
          "jakarta.mail-api",
          "libphonenumber",
          // repeating, and leaving alone
          "resilience4j-circuitbreaker",
          "resilience4j-core",
          "resilience4j-retry",
          // metrics, and what they come with
          "aspectjrt",
          "aws-embedded-metrics",
          "commons-lang3",
          "jackson-datatype-jsr310",
          "javatuples",
          "powertools-common",
          "powertools-metrics",
          // SnapStart, and the libraries' log
          "crac",
          "slf4j-jdk14",
          // the one HTTP client
          "httpclient5",
          "httpcore5",
          "httpcore5-h2",
          "slf4j-api",
          // the SDK: five services
          "dynamodb",
          "s3",
          "scheduler",
          "sns",
          "sqs",
          // and what they consist of
          "annotations",
          "apache5-client",
          "arns",
          "auth",
          "aws-core",
          "aws-json-protocol",
          "aws-query-protocol",
          "aws-xml-protocol",
          "checksums",
          "checksums-spi",
          "crt-core",
          "endpoints-spi",
          "eventstream",
          "http-auth",
          "http-auth-aws",
          "http-auth-aws-eventstream",
          "http-auth-spi",
          "http-client-spi",
          "identity-spi",
          "json-utils",
          "metrics-spi",
          "profiles",
          "protocol-core",
          "reactive-streams",
          "regions",
          "retries",
          "retries-spi",
          "sdk-core",
          "third-party-jackson-core",
          "utils",
          "utils-lite");

  @ParameterizedTest
  @ValueSource(strings = {"scheduler-fn", "sender-fn"})
  void aPackageIsSmallEnoughToBeUploadedAtOnce(String module) throws IOException {
    assertThat(Files.size(Unpacked.zip(module))).isLessThan(LARGEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler-fn", "sender-fn"})
  void nothingIsInAPackageThatIsNotKnown(String module) throws IOException {
    Set<String> unknown = new TreeSet<>(libraries(Unpacked.zip(module)));
    unknown.removeAll(LIBRARIES);
    assertThat(unknown).as("libraries in %s that its list does not have", module).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler-fn", "sender-fn"})
  void ourClassesAreAtTheRootAndLibrariesInLib(String module) throws IOException {
    List<String> names = entries(Unpacked.zip(module)).stream().map(ZipEntry::getName).toList();
    String ours = "dev/blast/" + module.replace("-fn", "") + "/";
    assertThat(names)
        .contains(ours + "package-info.class")
        .allMatch(
            name ->
                name.startsWith(ours)
                    || ours.startsWith(name)
                    || name.matches("lib/([a-z0-9.-]+-[0-9][A-Z0-9a-z.-]*\\.jar)?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler-fn", "sender-fn"})
  void theTimeOfTheBuildIsNotInAPackage(String module) throws IOException {
    assertThat(entries(Unpacked.zip(module)))
        .extracting(ZipEntry::getTimeLocal)
        .containsOnly(LocalDateTime.of(2026, 11, 21, 0, 0));
  }

  private static Set<String> libraries(Path zip) throws IOException {
    return entries(zip).stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith("lib/") && name.endsWith(".jar"))
        .map(name -> name.replaceAll("^lib/|-[0-9][^-]*(-SNAPSHOT)?\\.jar$", ""))
        .collect(Collectors.toSet());
  }

  private static List<ZipEntry> entries(Path zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      return file.stream().map(ZipEntry.class::cast).toList();
    }
  }
}
