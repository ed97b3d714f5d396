package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.kafka.decode.BodyReader.Outcome;
import dev.weir.monitor.SchemaSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A reader with its pointers, and what it finds, as text. */
final class BodyCase {
  final JsonScanner scanner;
  final BodyReader reader;
  final int count;

  BodyCase(@Nullable SchemaSource schemas, String... pointers) {
    this(schemas, Arrays.stream(pointers).map(BodyCase::tokens).toList());
  }

  BodyCase(@Nullable SchemaSource schemas, List<List<String>> pointers) {
    count = pointers.size();
    scanner = new JsonScanner(pointers);
    reader = new BodyReader(scanner, pointers, schemas);
  }

  static List<String> tokens(String pointer) {
    return List.of(pointer.substring(1).split("/", -1));
  }

  Outcome read(byte[] body) {
    scanner.clear();
    scanner.wantAll();
    return reader.read(body, 0, body.length);
  }

  /** The kind of a value and its text, as in {@code NUMBER 1}; just the kind where it has none. */
  String value(int slot) {
    var values = scanner.values();
    var kind = values.kind(slot);
    var text = new String(values.bytes(slot), values.offset(slot), values.length(slot), UTF_8);
    return kind == JsonValues.Kind.TEXT || kind == JsonValues.Kind.NUMBER
        ? kind + " " + text
        : kind.toString();
  }

  List<String> values() {
    return IntStream.range(0, count).mapToObj(this::value).toList();
  }
}
