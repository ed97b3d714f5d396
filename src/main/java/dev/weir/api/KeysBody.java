package dev.weir.api;

import dev.weir.flow.KeyView;
import dev.weir.monitor.KeyPage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some keys of a stage.
 *
 * @param stage the stage
 * @param total keys that match, before the limit
 * @param keys in the order asked for
 */
public record KeysBody(String stage, long total, List<KeyBody> keys) {

  /**
   * One key.
   *
   * @param key as text; {@code __other__} for everything beyond the table's limit
   * @param status LIVE, DELAYED or STALE
   * @param events its events since Weir first began to read
   * @param newestEventTime the newest event time
   * @param ageSeconds its age; null when there is no newest event
   */
  public record KeyBody(
      String key,
      String status,
      long events,
      @Nullable Instant newestEventTime,
      @Nullable Number ageSeconds) {

    static KeyBody of(KeyView key) {
      return new KeyBody(
          key.key(),
          key.status().name(),
          key.events(),
          key.newestEventTime(),
          key.newestEventTime() == null ? null : Seconds.of(key.age()));
    }
  }

  static KeysBody of(KeyPage page) {
    return new KeysBody(page.stage(), page.total(), page.keys().stream().map(KeyBody::of).toList());
  }
}
