package dev.blast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code blast}, with a JDK that only says how it was called. */
class LauncherTest {

  @TempDir private Path folder;
  private Path launcher;
  private Path jdk;

  @BeforeEach
  void comes() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names are UTF-8");
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    launcher = Files.copy(Path.of("..", "blast"), folder.resolve("blast"));
    Path built = Files.createDirectories(folder.resolve("campaign-cli").resolve("target"));
    Files.createFile(built.resolve("blast.jar"));
    jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    Path java = jdk.resolve("bin").resolve("java");
    Files.writeString(java, "#!/bin/sh\nlocale charmap\nfor word; do echo \"$word\"; done\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({
    "LC_ALL, C",
    "LC_ALL, POSIX",
    "LC_CTYPE, POSIX",
    "LANG, C",
    "LC_ALL, xx_YY.UTF-8",
    "LANG, xx_YY",
    "LC_ALL, C.UTF-8",
    "UNRELATED, x"
  })
  void theJvmNamesFilesInUtf8(String variable, String value) throws Exception {
    assertThat(said(Map.of(variable, value), "stage", "März.yaml"))
        .startsWith("UTF-8\n")
        .endsWith("\nstage\nMärz.yaml\n");
  }

  @Test
  void aLocaleThatIsInUtf8StaysAsItIs() throws Exception {
    Files.writeString(jdk.resolve("bin").resolve("java"), "#!/bin/sh\necho \"${LC_ALL-unset}\"\n");
    assertThat(said(Map.of("LANG", "C.UTF-8"))).isEqualTo("unset\n");
  }

  private String said(Map<String, String> environment, String... words) throws Exception {
    ProcessBuilder command = new ProcessBuilder("sh", launcher.toString());
    command.command().addAll(List.of(words));
    command.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    command.environment().putAll(environment);
    command.environment().put("JAVA_HOME", jdk.toString());
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
