package dev.weir.kafka.decode;

import dev.weir.monitor.SchemaSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers about schemas as a test sets them. */
public final class SchemaStub implements SchemaSource {
  public final Map<Long, Answer> answers = new HashMap<>();
  public int idBytes = 4;
  public int asked;

  /** One that knows a single schema. */
  public static SchemaStub with(long id, Format format, String text) {
    var stub = new SchemaStub();
    stub.answers.put(id, new Answer.Known(new SchemaText(format, text, List.of())));
    return stub;
  }

  @Override
  public int idBytes() {
    return idBytes;
  }

  @Override
  public Answer find(long id) {
    asked++;
    return answers.getOrDefault(id, new Answer.Missing("schema " + id + " is not known"));
  }

  /** A body in the wire format. */
  public static byte[] body(int id, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    out.writeBytes(payload);
    return out.toByteArray();
  }
}
