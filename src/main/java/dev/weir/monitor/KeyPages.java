package dev.weir.monitor;

import dev.weir.flow.KeyColumns;
import dev.weir.flow.KeyStatus;
import dev.weir.flow.KeyView;
import dev.weir.flow.Micros;
import dev.weir.flow.ViewBuilder;
import dev.weir.pipeline.Freshness;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Answers questions about a stage's keys. Pure. */
final class KeyPages {
  private KeyPages() {}

  static KeyPage page(
      String stage, KeyColumns keys, @Nullable Freshness freshness, KeyQuery query, Instant now) {
    var views = new ArrayList<KeyView>();
    for (int entry = 0; entry < keys.size(); entry++) {
      var status = ViewBuilder.status(keys.newest(entry), freshness, now);
      if (query.status() == null || query.status() == status) {
        views.add(view(text(keys.key(entry)), status, keys.events(entry), keys.newest(entry), now));
      }
    }
    if (keys.otherEvents() > 0) {
      var status = ViewBuilder.status(keys.otherNewest(), freshness, now);
      if (query.status() == null || query.status() == status) {
        views.add(view(KeyView.OVERFLOW, status, keys.otherEvents(), keys.otherNewest(), now));
      }
    }
    var sorted = views.stream().sorted(order(query.sort())).limit(query.limit()).toList();
    return new KeyPage(stage, views.size(), sorted);
  }

  /** The key of the newest event, or an empty text when no event had a key. */
  static String newestKey(KeyColumns keys) {
    int newest = -1;
    for (int entry = 0; entry < keys.size(); entry++) {
      if (newest < 0 || keys.newest(entry) > keys.newest(newest)) {
        newest = entry;
      }
    }
    return newest < 0 ? "" : text(keys.key(newest));
  }

  /** Keys are bytes: those that are no text are shown in hex. */
  static String text(byte[] key) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      return "0x" + HexFormat.of().formatHex(key);
    }
  }

  private static KeyView view(
      String key, KeyStatus status, long events, long newestMicros, Instant now) {
    var newest = Micros.toInstant(newestMicros);
    var age = newest == null ? Duration.between(Instant.EPOCH, now) : Duration.between(newest, now);
    return new KeyView(key, status, events, newest, age.isNegative() ? Duration.ZERO : age);
  }

  private static Comparator<KeyView> order(KeyQuery.Sort sort) {
    var byKey = Comparator.comparing(KeyView::key);
    return switch (sort) {
      case AGE -> Comparator.comparing(KeyView::age).reversed().thenComparing(byKey);
      case EVENTS -> Comparator.comparingLong(KeyView::events).reversed().thenComparing(byKey);
      case KEY -> byKey;
    };
  }
}
