package dev.blast.infra;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The runtime client's native part, unpacked once for all processes. Left to itself each of them
 * writes it to the same file in /tmp, and whoever has that loaded crashes.
 */
final class NativeLibrary {

  private static final Path PATH = unpack();

  private NativeLibrary() {}

  /** What a process must be started with. */
  static String option() {
    return "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=" + PATH;
  }

  private static Path unpack() {
    String machine = "aarch64".equals(System.getProperty("os.arch")) ? "aarch_64" : "x86_64";
    String system = Files.exists(Path.of("/etc/alpine-release")) ? "linux_musl" : "linux";
    String name = "libaws-lambda-jni." + system + "-" + machine + ".so";
    try (InputStream in = AWSLambda.class.getResourceAsStream("/jni/" + name)) {
      Path file = Files.createTempFile("blast-runtime", ".so");
      file.toFile().deleteOnExit();
      Files.write(file, Objects.requireNonNull(in, name).readAllBytes());
      return file;
    } catch (IOException broken) {
      throw new UncheckedIOException(name + " cannot be unpacked", broken);
    }
  }
}
