package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code .proto} files, versions 2, 3 and editions, as far as it is needed to read messages:
 * names, numbers and types. Options but {@code json_name}, services and extensions are stepped
 * over.
 *
 * @see <a href="https://protobuf.dev/reference/protobuf/proto3-spec/">Language specification</a>
 */
final class ProtoParser {
  private static final int MAX_DEPTH = 64;

  private final ProtoTokens tokens;
  private final Map<String, ProtoType> types;
  private int oneofs;

  /**
   * A parser.
   *
   * @param types where the types that it finds are entered by their full names
   */
  ProtoParser(String text, Map<String, ProtoType> types) throws SchemaException {
    tokens = new ProtoTokens(text);
    this.types = types;
  }

  /** Reads the file; gives its outermost messages. */
  List<ProtoType> file() throws SchemaException {
    var scope = "";
    var messages = new ArrayList<ProtoType>();
    while (!tokens.peek().equals(ProtoTokens.END)) {
      switch (tokens.take()) {
        case "package" -> {
          scope = tokens.take();
          tokens.expect(";");
        }
        case "message" -> messages.add(message(tokens.take(), scope, 0));
        case "enum" -> enumeration(scope);
        case "export", "local", ";" -> {}
        default -> skipStatement();
      }
    }
    return messages;
  }

  private ProtoType message(String name, String scope, int depth) throws SchemaException {
    if (depth > MAX_DEPTH) {
      throw tokens.problem("too deep");
    }
    var message = ProtoType.message(scope.isEmpty() ? name : scope + "." + name);
    types.put(message.fullName, message);
    tokens.expect("{");
    while (!tokens.takes("}")) {
      var token = tokens.peek();
      // Words of the language may be names too: a field's type is followed by another word.
      switch (token) {
        case ProtoTokens.END -> throw tokens.problem("before the end of a message");
        case ";", "export", "local" -> tokens.take();
        case "message" -> {
          tokens.take();
          message.messages.add(message(tokens.take(), message.fullName, depth + 1));
        }
        case "enum" -> {
          tokens.take();
          enumeration(message.fullName);
        }
        case "oneof" -> {
          tokens.take();
          oneof(message, depth);
        }
        case "option", "reserved", "extensions", "extend" -> {
          tokens.take();
          skipStatement();
        }
        default -> field(message, 0, depth);
      }
    }
    return message;
  }

  private void oneof(ProtoType message, int depth) throws SchemaException {
    int oneof = ++oneofs;
    tokens.take();
    tokens.expect("{");
    while (!tokens.takes("}")) {
      switch (tokens.peek()) {
        case ProtoTokens.END -> throw tokens.problem("before the end of a oneof");
        case ";" -> tokens.take();
        case "option" -> skipStatement();
        default -> field(message, oneof, depth);
      }
    }
  }

  private void field(ProtoType message, int oneof, int depth) throws SchemaException {
    boolean repeated = tokens.peek().equals("repeated");
    if (repeated || tokens.peek().equals("optional") || tokens.peek().equals("required")) {
      tokens.take();
    }
    var type = tokens.take();
    String keyType = null;
    if (type.equals("map") && tokens.takes("<")) {
      keyType = tokens.take();
      tokens.expect(",");
      type = tokens.take();
      tokens.expect(">");
    }
    var name = tokens.take();
    tokens.expect("=");
    int number = number();
    if (number <= 0) {
      throw tokens.problem("behind a field's number that is none");
    }
    var jsonName = jsonName(name);
    if (tokens.takes("[")) {
      jsonName = fieldOptions(jsonName);
    }
    if (type.equals("group") && tokens.peek().equals("{")) {
      // A message with a capital, and a field of its name without.
      message.messages.add(message(name, message.fullName, depth + 1));
      type = name;
      name = name.toLowerCase(Locale.ROOT);
      jsonName = name;
    } else {
      tokens.expect(";");
    }
    message.fields.add(new ProtoType.Field(name, jsonName, number, type, keyType, repeated, oneof));
  }

  /** Steps over the options up to their end; gives the name in JSON. */
  private String fieldOptions(String otherwise) throws SchemaException {
    var jsonName = otherwise;
    int depth = 1;
    while (depth > 0) {
      var token = tokens.take();
      switch (token) {
        case ProtoTokens.END -> throw tokens.problem("before the end of options");
        case "[", "{" -> depth++;
        case "]", "}" -> depth--;
        case "json_name" -> {
          if (depth == 1 && tokens.takes("=") && tokens.peek().startsWith("\"")) {
            jsonName = tokens.take().substring(1);
          }
        }
        default -> {}
      }
    }
    return jsonName;
  }

  private void enumeration(String scope) throws SchemaException {
    var name = tokens.take();
    var type = ProtoType.enumeration(scope.isEmpty() ? name : scope + "." + name);
    types.put(type.fullName, type);
    tokens.expect("{");
    while (!tokens.takes("}")) {
      var token = tokens.take();
      if (token.equals(ProtoTokens.END)) {
        throw tokens.problem("before the end of an enum");
      }
      if (tokens.takes("=")) {
        boolean negative = tokens.takes("-");
        int number = number();
        var values = type.values;
        if (values != null && number >= 0) {
          values.putIfAbsent(negative ? -number : number, token.getBytes(UTF_8));
        }
        if (tokens.takes("[")) {
          fieldOptions("");
        }
        tokens.expect(";");
      } else if (!token.equals(";")) {
        skipStatement();
      }
    }
  }

  /** A number as C writes it, or −1 for what is none that a field or enum may have. */
  private int number() throws SchemaException {
    try {
      long number = Long.decode(tokens.take());
      return number >= 0 && number <= Integer.MAX_VALUE ? (int) number : -1;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  /** Steps over everything up to a semicolon, or over one block. */
  private void skipStatement() throws SchemaException {
    int depth = 0;
    while (true) {
      switch (tokens.take()) {
        case ProtoTokens.END -> {
          return;
        }
        case "{", "[" -> depth++;
        case "]" -> depth--;
        case "}" -> {
          depth--;
          if (depth <= 0) {
            // An option's value in braces has a semicolon behind it, which stands for nothing.
            return;
          }
        }
        case ";" -> {
          if (depth == 0) {
            return;
          }
        }
        default -> {}
      }
    }
  }

  /** A name as Protobuf's JSON has it: without underscores, and a capital behind each. */
  static String jsonName(String name) {
    var json = new StringBuilder();
    boolean capital = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        capital = true;
      } else {
        json.append(capital && c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        capital = false;
      }
    }
    return json.toString();
  }
}
