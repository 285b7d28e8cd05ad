package dev.blast.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Terraform files of a folder, as they are written: expressions are texts, and nothing is
 * computed. Whether they are right as Terraform is for {@code terraform validate} to say.
 *
 * @param files the lines of each file, by its name
 * @param blocks of all files, in their order
 */
record Terraform(Map<String, List<String>> files, List<Block> blocks) {

  /**
   * What stands between braces.
   *
   * @param attributes by name, in the order of the file
   */
  record Body(Map<String, Expression> attributes, List<Block> blocks) {

    /** The attribute of this name; an exception when there is none. */
    Expression get(String name) {
      Expression found = attributes.get(name);
      if (found == null) {
        throw new IllegalArgumentException("no " + name + " among " + attributes.keySet());
      }
      return found;
    }

    /** The only block of this type; an exception when there is none, or more. */
    Body only(String type) {
      List<Block> all = blocks(type).toList();
      if (all.size() != 1) {
        throw new IllegalArgumentException(all.size() + " blocks " + type);
      }
      return all.getFirst().body();
    }

    Stream<Block> blocks(String type) {
      return blocks.stream().filter(block -> block.type().equals(type));
    }

    /** The block that makes other blocks of this type. */
    Body dynamic(String type) {
      return blocks("dynamic")
          .filter(block -> block.labels().equals(List.of(type)))
          .findAny()
          .orElseThrow()
          .body();
    }
  }

  /**
   * A block.
   *
   * @param file its name
   */
  record Block(String file, String type, List<String> labels, Body body) {

    @Override
    public String toString() {
      return file + ": " + type + " " + String.join(".", labels);
    }
  }

  /**
   * What an attribute is set to.
   *
   * @param text without the comments that were in it
   */
  record Expression(String text) {

    /** The parts of {@code { name = value }}. */
    Body object() {
      if (!text.startsWith("{") || !text.endsWith("}")) {
        throw new IllegalArgumentException("no object: " + text);
      }
      return new HclReader("object", text.substring(1, text.length() - 1)).body();
    }

    /** The texts of a list of texts without anything computed in them. */
    List<String> texts() {
      if (!text.startsWith("[") || !text.endsWith("]")) {
        throw new IllegalArgumentException("no list: " + text);
      }
      return text.substring(1, text.length() - 1)
          .lines()
          .flatMap(line -> Stream.of(line.split(",")))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .map(part -> new Expression(part).string())
          .toList();
    }

    /** The content of a text without anything computed in it. */
    String string() {
      if (!text.matches("\"[^\"$\\\\]*\"")) {
        throw new IllegalArgumentException("no plain text: " + text);
      }
      return text.substring(1, text.length() - 1);
    }

    int number() {
      return Integer.parseInt(text);
    }
  }

  /** Reads the folder's files that end in {@code .tf}. */
  static Terraform read(Path folder) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    List<Block> blocks = new ArrayList<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path path : found.filter(path -> path.toString().endsWith(".tf")).sorted().toList()) {
        String name = path.getFileName().toString();
        files.put(name, Files.readAllLines(path));
        blocks.addAll(new HclReader(name, Files.readString(path)).body().blocks());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return new Terraform(files, blocks);
  }

  /** The files of this module. */
  static Terraform ofStack() {
    return read(Path.of(""));
  }

  Stream<Block> blocks(String type) {
    return blocks.stream().filter(block -> block.type().equals(type));
  }

  /** All resources of a type. */
  Stream<Block> resources(String type) {
    return blocks("resource").filter(block -> block.labels().getFirst().equals(type));
  }

  Body resource(String type, String name) {
    return resources(type)
        .filter(block -> block.labels().equals(List.of(type, name)))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no resource " + type + "." + name))
        .body();
  }

  /** A local value. */
  Expression local(String name) {
    return blocks("locals")
        .flatMap(block -> Stream.ofNullable(block.body().attributes().get(name)))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no local value " + name));
  }
}
