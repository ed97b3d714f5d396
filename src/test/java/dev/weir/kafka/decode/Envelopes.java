package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bodies as producers write them, and the same damaged in the ways that real ones are. */
final class Envelopes {
  private static final List<String> WHOLE =
      List.of(
          """
          {"id":"019353a1-0000-7000-8000-000000000001","event_type":"signal",\
          "timestamp":"2024-11-22T00:59:59.250Z","source":"strategy","broker":"paper",\
          "data":{"symbol":"INFY","price":1.5,"legs":[1,2,{"x":null}]},"correlation_id":"c-1",\
          "causation_id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","trace_id":"t-1"}\
          """,
          """
          {
            "specversion" : "1.0", "type" : "com.example.order", "id" : "A234-1234-1234",
            "time" : "2018-04-05T17:31:00Z", "timestamp" : 1522949460.000001,
            "datacontenttype" : "application/json", "trace_id" : null,
            "data" : { "symbol" : "é🚀 \\u00e9\\ud83d\\ude80\\n", "qty" : -1.25E-3, "ok" : true }
          }
          """,
          """
          {"schema":{"type":"struct","fields":[{"type":"int64","field":"ts_ms"}]},"payload":\
          {"before":null,"after":{"id":1001,"name":"O'Neil \\"Bob\\" \\\\ \\/"},"ts_ms":1732237200123},\
          "id":1541815603606036480,"timestamp":"Fri, 22 Nov 2024 00:30:00 GMT","data":[]}\
          """,
          """
          \ufeff{"timestamp":1732237200123,"id":"01ARYZ6S41TSV4RRFFQ69G5FAV","id":"again",\
          "data":{"symbol":false,"symbol":"late"},"causation_id":"1-5759e988-bd862e3fe1be46a994272793"}\
          """,
          "[{\"id\":1},[[[[]]]],{\"data\":{\"symbol\":{}}}]");
  private static final byte[] POOL = "{}[]\",:\\u0e-+.19truefalsn \n\u00e9\u0000".getBytes(UTF_8);

  private Envelopes() {}

  /** How many inputs a test tries: the number asked for by {@code -Dweir.fuzz}, or a few. */
  static int rounds(int few) {
    return Integer.getInteger("weir.fuzz", few);
  }

  /** An envelope after 0 to 4 mutations: bytes changed, lost, doubled, swapped in, or cut off. */
  static byte[] mutated(Random random) {
    byte[] body = WHOLE.get(random.nextInt(WHOLE.size())).getBytes(UTF_8);
    for (int change = random.nextInt(5); change > 0 && body.length > 0; change--) {
      body = mutate(random, body);
    }
    return body;
  }

  private static byte[] mutate(Random random, byte[] body) {
    int at = random.nextInt(body.length);
    int length = Math.min(1 + random.nextInt(8), body.length - at);
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(body, at);
      case 1 -> splice(body, at, at + length, new byte[0]);
      case 2 -> splice(body, at, at, Arrays.copyOfRange(body, at, at + length));
      case 3 -> {
        int from = random.nextInt(body.length);
        int to = Math.min(from + random.nextInt(60), body.length);
        yield splice(body, at, at + length, Arrays.copyOfRange(body, from, to));
      }
      case 4 -> splice(body, at, at, new byte[] {(byte) random.nextInt(256)});
      case 5 -> splice(body, at, at + 1, new byte[] {(byte) (body[at] ^ 1 << random.nextInt(8))});
      default -> splice(body, at, at + 1, new byte[] {POOL[random.nextInt(POOL.length)]});
    };
  }

  private static byte[] splice(byte[] body, int from, int to, byte[] with) {
    byte[] spliced = new byte[from + with.length + body.length - to];
    System.arraycopy(body, 0, spliced, 0, from);
    System.arraycopy(with, 0, spliced, from, with.length);
    System.arraycopy(body, to, spliced, from + with.length, body.length - to);
    return spliced;
  }
}
