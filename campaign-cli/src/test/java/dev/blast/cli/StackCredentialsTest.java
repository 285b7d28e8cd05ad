package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blast.aws.stack.SsmServer;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom AWS is asked as, by {@code --profile} and by the environment. */
class StackCredentialsTest {

  private static final String RUN = "spring@20260101T000000Z";

  @TempDir private Path folder;
  private final SsmServer ssm = new SsmServer();
  private final AwsSettings aws = new AwsSettings();
  private Operator operator;
  private HttpServer sts;
  private volatile int stsStatus = 200;
  private volatile String stsBody = "";

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sts.createContext("/", this::assumes);
    sts.start();
    aws.set("aws.endpointUrlSsm", ssm.endpoint().toString());
    aws.set("aws.endpointUrlSts", "http://127.0.0.1:" + sts.getAddress().getPort());
    aws.set("aws.region", "us-east-1");
    aws.remove("aws.accessKeyId");
    aws.remove("aws.secretAccessKey");
    aws.set("aws.disableEc2Metadata", "true");
    aws.set("aws.sharedCredentialsFile", folder.resolve("no-credentials").toString());
    aws.set("aws.configFile", folder.resolve("config").toString());
    operator.writes(
        "config",
        """
        [profile keys]
        aws_access_key_id = AKIAKEYS
        aws_secret_access_key = secret
        [profile role]
        role_arn = arn:aws:iam::123456789012:role/blast-operator
        source_profile = keys
        region = us-east-1
        [profile office]
        sso_session = blast-test-office
        sso_account_id = 123456789012
        sso_role_name = operator
        region = us-east-1
        [profile by-office]
        role_arn = arn:aws:iam::123456789012:role/blast-operator
        source_profile = office
        region = us-east-1
        [profile empty]
        region = us-east-1
        [sso-session blast-test-office]
        sso_region = us-east-1
        sso_start_url = https://blast.awsapps.com/start
        sso_registration_scopes = sso:account:access
        """);
  }

  @AfterEach
  void goes() {
    sts.stop(0);
    ssm.close();
    aws.close();
  }

  @Test
  void aProfileOfKeysIsTakenAndBeforeKeysOfTheProcess() throws Exception {
    says(2, asks("keys"), "there is no stack prod");
    assertThat(ssm.signature()).startsWith("AKIAKEYS/");
    aws.set("aws.accessKeyId", "AKIAOTHER");
    aws.set("aws.secretAccessKey", "secret");
    says(2, asks("keys"), "there is no stack prod");
    assertThat(ssm.signature()).startsWith("AKIAKEYS/");
  }

  /** As the AWS command line does; the SDK alone would take the environment's. */
  @Test
  void aProfileIsTakenBeforeWhatTheEnvironmentSays() throws Exception {
    says(2, inAProcess("keys", "AWS_ACCESS_KEY_ID", "AKIAOTHER"), "there is no stack prod");
    assertThat(ssm.signature()).startsWith("AKIAKEYS/");
    Path token = operator.writes("token", "of a pod");
    says(
        2,
        inAProcess("keys", "AWS_WEB_IDENTITY_TOKEN_FILE", token.toString()),
        "there is no stack prod");
    assertThat(ssm.signature()).startsWith("AKIAKEYS/");
  }

  @Test
  void aRoleIsAssumed() throws Exception {
    stsBody =
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
        <SessionToken>token</SessionToken><Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>""";
    says(2, asks("role"), "there is no stack prod in the region us-east-1");
    assertThat(ssm.signature()).startsWith("ASIAROLE/");
  }

  @Test
  void whoMayNotAssumeTheRoleIsToldSo() throws Exception {
    stsStatus = 403;
    stsBody =
        """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/me is not authorized to perform: \
        sts:AssumeRole on resource: arn:aws:iam::123456789012:role/blast-operator</Message></Error>
        </ErrorResponse>""";
    says(
        2,
        asks("role"),
        "the AWS profile role gives no credentials: access denied: arn:aws:iam::1:user/me may not do"
            + " sts:AssumeRole on arn:aws:iam::123456789012:role/blast-operator",
        "have sts:AssumeRole allowed on");
  }

  @Test
  void whoeverNeverSignedInIsToldHow() throws Exception {
    says(
        2,
        asks("office"),
        "the sign-in of the AWS profile office has expired, or there was none",
        "sign in: aws sso login --profile office.");
    says(2, asks("by-office"), "sign in: aws sso login --profile office.");
    aws.remove("aws.profile");
    says(2, inAProcess(null, "AWS_PROFILE", "office"), "aws sso login --profile office.");
  }

  @Test
  void whoseSignInHasExpiredIsToldHow() throws Exception {
    Path cache = Files.createDirectories(folder.resolve(".aws/sso/cache"));
    String name =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-1")
                    .digest("blast-test-office".getBytes(StandardCharsets.UTF_8)));
    Files.writeString(
        cache.resolve(name + ".json"),
        """
        {"startUrl": "https://blast.awsapps.com/start", "region": "us-east-1",
         "accessToken": "t", "expiresAt": "2026-01-01T00:00:00Z"}
        """);
    says(2, inAProcess("office", "HOME", folder.toString()), "aws sso login --profile office.");
  }

  @Test
  void aProfileThatIsNotThereOrEmptyIsNamed() throws Exception {
    says(2, asks("nigth"), "no AWS credentials were found (there is no profile nigth)");
    says(2, asks("empty"), "no AWS credentials were found (the profile empty has none: ");
    aws.remove("aws.profile");
    says(2, operator.types("status", RUN, "--stack", "prod"), "no AWS credentials were found.");
  }

  private Answer asks(String profile) {
    return operator.types("status", RUN, "--stack", "prod", "--profile", profile);
  }

  /** With one more variable of the environment. */
  private Answer inAProcess(
      @org.jspecify.annotations.Nullable String profile, String variable, String value)
      throws Exception {
    ProcessBuilder builder =
        profile == null
            ? operator.process("status", RUN, "--stack", "prod")
            : operator.process("status", RUN, "--stack", "prod", "--profile", profile);
    Map<String, String> environment = builder.environment();
    environment.put("AWS_CONFIG_FILE", folder.resolve("config").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("no-credentials").toString());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_SECRET_ACCESS_KEY", "secret");
    environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/pod");
    environment.put("AWS_ENDPOINT_URL_SSM", ssm.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_STS", System.getProperty("aws.endpointUrlSts"));
    environment.put(variable, value);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int code = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Answer(code, Files.readString(out), Files.readString(err));
  }

  private static void says(int code, Answer answer, String... words) {
    assertThat(answer.inWords().err()).contains(words);
    assertThat(answer.code()).as("exit code of %s", answer).isEqualTo(code);
  }

  private void assumes(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] asked = exchange.getRequestBody().readAllBytes();
      byte[] body = stsBody.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml");
      exchange.sendResponseHeaders(stsStatus, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
