package dev.weir.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A reader of Dockerfiles that knows as much of them as ours use.
 *
 * @param stages in order; the last one is the image
 */
public record Dockerfile(List<Stage> stages) {
  /** Where they are. */
  public static final Path FOLDER = Path.of("src", "main", "docker");

  private static final Pattern OPTION = Pattern.compile("--([a-z-]+)=(\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One line, with those that continue it.
   *
   * @param word in capitals, such as COPY
   * @param options those with two hyphens, by name
   * @param rest what follows
   */
  public record Instruction(String word, Map<String, String> options, String rest) {
    /** The words of a list in brackets. */
    List<String> list() throws IOException {
      return List.of(JSON.readValue(rest, String[].class));
    }
  }

  /**
   * From one FROM to the next.
   *
   * @param from an image, or the name of an earlier stage
   * @param name what later stages call it, or empty
   */
  public record Stage(String from, String name, List<Instruction> instructions) {
    /** Those with this word. */
    public List<Instruction> all(String word) {
      return instructions.stream().filter(one -> one.word().equals(word)).toList();
    }

    /** The only one with this word. */
    public Instruction the(String word) {
      var all = all(word);
      if (all.size() != 1) {
        throw new IllegalStateException(all.size() + " of " + word);
      }
      return all.getFirst();
    }

    /** What the image runs. */
    public List<String> entrypoint() throws IOException {
      return the("ENTRYPOINT").list();
    }

    /** What tells whether it is well. */
    public List<String> healthCheck() throws IOException {
      var command = the("HEALTHCHECK").rest();
      if (!command.startsWith("CMD ")) {
        throw new IOException("no command: " + command);
      }
      return new Instruction("CMD", Map.of(), command.substring(4)).list();
    }

    /** Its variables. */
    public Map<String, String> environment() {
      var variables = new LinkedHashMap<String, String>();
      for (var instruction : all("ENV")) {
        for (var pair : instruction.rest().split("\\s+", -1)) {
          int equals = pair.indexOf('=');
          variables.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
      return variables;
    }
  }

  /** Reads {@code Dockerfile.KIND}. */
  public static Dockerfile read(String kind) throws IOException {
    var stages = new ArrayList<Stage>();
    var text = Files.readString(FOLDER.resolve("Dockerfile." + kind));
    var lines = text.replaceAll("(?m)^#.*\\R", "").replaceAll("\\\\\\R\\s*", "").lines();
    for (var line : lines.filter(line -> !line.isBlank()).toList()) {
      var instruction = instruction(line);
      if (instruction.word().equals("FROM")) {
        var words = instruction.rest().split(" AS ", -1);
        stages.add(new Stage(words[0], words.length > 1 ? words[1] : "", new ArrayList<>()));
      } else {
        stages.getLast().instructions().add(instruction);
      }
    }
    return new Dockerfile(List.copyOf(stages));
  }

  private static Instruction instruction(String line) {
    int space = line.indexOf(' ');
    var rest = line.substring(space + 1).strip();
    var options = new LinkedHashMap<String, String>();
    for (var option = OPTION.matcher(rest); option.lookingAt(); option = OPTION.matcher(rest)) {
      options.put(option.group(1), option.group(2));
      rest = rest.substring(option.end()).strip();
    }
    return new Instruction(line.substring(0, space), options, rest);
  }

  /** The last stage, which is the image. */
  public Stage image() {
    return stages.getLast();
  }
}
