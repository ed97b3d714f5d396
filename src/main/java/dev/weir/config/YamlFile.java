package dev.weir.config;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one YAML file of configuration. */
public final class YamlFile {
  private YamlFile() {}

  /** What became of a file. */
  public sealed interface Result {
    /** It can be read. */
    record Loaded(ConfigSource source) implements Result {}

    /**
     * It cannot.
     *
     * @param message why, in one line that names the file
     */
    record Unreadable(String message) implements Result {}
  }

  /**
   * Reads a file as SmallRye Config does, but more strictly: a name given twice, and anything but a
   * mapping at the top, is a mistake; and a name with nothing or {@code {}} behind it is kept, with
   * an empty value. Names with dots may be written as they are spoken of, where nothing else can be
   * meant: at the top ({@code quarkus.redis.hosts:}), and everywhere below {@code kafka}, whose
   * clients' properties have dots.
   *
   * @param ordinal the source's rank
   */
  public static Result read(Path file, int ordinal) {
    try {
      var text = Files.readString(file);
      var properties = new LinkedHashMap<String, String>();
      var root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root != null) {
        if (!(root instanceof MappingNode mapping)) {
          return unreadable(
              file, root.getStartMark(), "found no mapping, expected weir: and so on");
        }
        var mistake = walk(file, mapping, null, properties);
        if (mistake != null) {
          return mistake;
        }
      }
      properties.putAll(new YamlConfigSource("", text, ordinal).getProperties());
      var plain = new LinkedHashMap<String, String>();
      properties.forEach((name, value) -> plain.put(plainName(name), value));
      return new Result.Loaded(new YamlConfigSource(file.toString(), plain, ordinal));
    } catch (NoSuchFileException _) {
      return new Result.Unreadable(file + ": no such file");
    } catch (CharacterCodingException _) {
      return new Result.Unreadable(file + ": not UTF-8 text");
    } catch (IOException e) {
      return new Result.Unreadable(file + ": cannot be read (" + e + ")");
    } catch (MarkedYAMLException e) {
      return unreadable(file, e.getProblemMark(), e.getProblem());
    } catch (YAMLException e) {
      return new Result.Unreadable(file + ": " + oneLine(e.getMessage()));
    }
  }

  private static Result.@Nullable Unreadable walk(
      Path file, MappingNode mapping, @Nullable Key parent, Map<String, String> properties) {
    var names = new HashSet<String>();
    for (var tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode name) || name.getTag().equals(Tag.MERGE)) {
        continue;
      }
      if (!names.add(name.getValue())) {
        return unreadable(file, name.getStartMark(), "'" + name.getValue() + "' is there twice");
      }
      var key = parent == null ? Key.of(name.getValue()) : parent.child(name.getValue());
      var value = tuple.getValueNode();
      if (isEmpty(value)) {
        properties.put(key.toString(), "");
      } else if (value instanceof MappingNode below) {
        var mistake = walk(file, below, key, properties);
        if (mistake != null) {
          return mistake;
        }
      }
    }
    return null;
  }

  /** Without the quotes that names with dots are given, where these are no part of the name. */
  private static String plainName(String name) {
    var plain = name;
    int end = name.startsWith("\"") ? name.indexOf('"', 1) : -1;
    if (end > 0) {
      plain = name.substring(1, end) + name.substring(end + 1);
    }
    return plain.startsWith("kafka.") ? plain.replace("\"", "") : plain;
  }

  private static boolean isEmpty(Node node) {
    return node instanceof MappingNode mapping
        ? mapping.getValue().isEmpty()
        : node.getTag().equals(Tag.NULL);
  }

  private static Result.Unreadable unreadable(Path file, @Nullable Mark mark, String problem) {
    var place =
        mark == null
            ? ""
            : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    return new Result.Unreadable(file + ": " + place + oneLine(problem));
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "not YAML" : text.replaceAll("\\s+", " ").strip();
  }
}
