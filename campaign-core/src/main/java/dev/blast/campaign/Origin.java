package dev.blast.campaign;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a campaign file is: on this machine's disk, or in a store that has addresses, such as
 * {@code s3://bucket/key}. Immutable.
 *
 * @param address an absolute path of this machine, or a scheme, {@code ://}, the store's part (such
 *     as a bucket), {@code /} and a path
 */
public record Origin(String address) {

  private static final Pattern STORED = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^/]+)/(.*)");

  /** On disk; a path that starts nowhere starts at the working folder. */
  public static Origin of(Path file) {
    return new Origin(file.toAbsolutePath().normalize().toString());
  }

  /**
   * What a path of the campaign means: an address is left as it is, everything else is beside the
   * campaign file, wherever that is. {@code ..} leaves a folder, but never the store's part of an
   * address.
   */
  public String resolve(String path) {
    if (STORED.matcher(path).matches()) {
      return path;
    }
    Matcher stored = STORED.matcher(address);
    return stored.matches()
        ? stored.group(1) + "/" + beside(stored.group(2), path)
        : Path.of(address).resolveSibling(path).normalize().toString();
  }

  /** Whether this is read as JSON; everything else is YAML. */
  public boolean isJson() {
    return address.endsWith(".json");
  }

  /** Only what is written in {@code path} is tidied: a key of S3 may hold anything. */
  private static String beside(String file, String path) {
    if (path.startsWith("/")) {
      return beside("", path.substring(1));
    }
    Deque<String> folders = new ArrayDeque<>();
    int last = file.lastIndexOf('/');
    if (last >= 0) {
      folders.addAll(List.of(file.substring(0, last).split("/", -1)));
    }
    for (String step : path.split("/", -1)) {
      switch (step) {
        case ".", "" -> {}
        case ".." -> {
          if (!folders.isEmpty()) {
            folders.removeLast();
          }
        }
        default -> folders.add(step);
      }
    }
    return String.join("/", folders);
  }

  @Override
  public String toString() {
    return address;
  }
}
