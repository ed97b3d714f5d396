package dev.weir.monitor;

import dev.weir.flow.KeyView;
import java.util.List;

/**
 * Some keys of a stage.
 *
 * @param stage the stage
 * @param total keys that match, before the limit
 * @param keys at most as many as asked for
 */
public record KeyPage(String stage, long total, List<KeyView> keys) {
  /** Copies the keys. */
  public KeyPage {
    keys = List.copyOf(keys);
  }
}
