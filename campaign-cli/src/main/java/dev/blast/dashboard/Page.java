package dev.blast.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The page's files: as the server gives them, or all of them in one that needs no server. */
final class Page {

  /** The modules, by the names they import each other by. */
  private static final Map<String, String> MODULES = modules();

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "LICENSE", "text/plain; charset=utf-8");

  private Page() {}

  private static Map<String, String> modules() {
    Map<String, String> modules = new LinkedHashMap<>();
    modules.put("uplot", "uPlot.esm.js");
    modules.put("blast/format", "format.js");
    modules.put("blast/dom", "dom.js");
    modules.put("blast/charts", "charts.js");
    modules.put("blast/controls", "controls.js");
    modules.put("blast/app", "app.js");
    return modules;
  }

  /** A file of the page with its content type; empty for one that is not part of it. */
  static Optional<File> file(String name) {
    boolean part =
        MODULES.containsValue(name)
            || name.equals("style.css")
            || name.equals("uPlot.min.css")
            || name.equals("uPlot.LICENSE");
    return part
        ? Optional.of(
            new File(text(name), TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "")))
        : Optional.empty();
  }

  record File(String text, String type) {}

  /**
   * The page for the server.
   *
   * @param nonce of this answer: only scripts that name it run
   * @param token the page's
   * @param mayChange whether it shows controls
   */
  static String served(String nonce, String token, boolean mayChange) {
    Map<String, String> imports = new LinkedHashMap<>();
    MODULES.forEach((module, file) -> imports.put(module, "/page/" + file));
    return text("index.html")
        .replace("{{policy}}", "")
        .replace(
            "{{styles}}",
            "<link rel=\"stylesheet\" href=\"/page/uPlot.min.css\">"
                + "<link rel=\"stylesheet\" href=\"/page/style.css\">")
        .replace("{{imports}}", json(imports))
        .replace("{{nonce}}", nonce)
        .replace("{{token}}", token)
        .replace("{{mayChange}}", String.valueOf(mayChange))
        .replace("{{facts}}", "{}");
  }

  /** What the server's page may do: nothing that is not named here. */
  static String policy(String nonce) {
    return "default-src 'none'; script-src 'self' 'nonce-"
        + nonce
        + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'";
  }

  /**
   * The page with everything in it: it opens from a disk or a mail, and asks nobody for anything.
   *
   * @param facts what it shows
   */
  static String frozen(JsonNode facts) {
    String nonce = Access.random();
    Map<String, String> imports = new LinkedHashMap<>();
    MODULES.forEach(
        (module, file) ->
            imports.put(
                module,
                "data:text/javascript;base64,"
                    + Base64.getEncoder()
                        .encodeToString(text(file).getBytes(StandardCharsets.UTF_8))));
    String policy =
        "default-src 'none'; script-src 'nonce-"
            + nonce
            + "' data:; style-src 'nonce-"
            + nonce
            + "'; img-src data:; base-uri 'none'; form-action 'none'";
    return text("index.html")
        .replace(
            "{{policy}}",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">")
        .replace(
            "{{styles}}",
            "<style nonce=\"{{nonce}}\">" + text("uPlot.min.css") + text("style.css") + "</style>")
        .replace("{{imports}}", json(imports))
        .replace("{{nonce}}", nonce)
        .replace("{{token}}", "")
        .replace("{{mayChange}}", "false")
        // Last, so that nothing in it is taken for one of the places above.
        .replace("{{facts}}", json(facts));
  }

  /** JSON that can stand in a script element: it holds nothing that could end it. */
  private static String json(Object value) {
    try {
      return ViewJson.JSON
          .writeValueAsString(value)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String text(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("this blast.jar is incomplete: " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
