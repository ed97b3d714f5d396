package dev.weir.demo;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as a record of its service's topic.
 *
 * @param key the record key, or null
 * @param headers names and values
 * @param body the envelope as JSON
 */
public record Message(Event event, @Nullable String key, Map<String, String> headers, String body) {

  /** The record that the event's service writes. */
  static Message of(Event event) {
    boolean keyed = event.service().keying() == Service.Keying.SYMBOL;
    return new Message(event, keyed ? event.symbol() : null, TraceHeaders.of(event), event.json());
  }

  /** The topic it belongs to. */
  public String topic() {
    return event.service().topic();
  }

  /** Key plus value bytes. */
  public int bytes() {
    int ofKey = key == null ? 0 : key.getBytes(StandardCharsets.UTF_8).length;
    return ofKey + body.getBytes(StandardCharsets.UTF_8).length;
  }
}
