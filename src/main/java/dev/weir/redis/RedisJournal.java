package dev.weir.redis;

import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.Sighting;
import dev.weir.monitor.SightingBatch;
import dev.weir.monitor.SightingCodec;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** A batch is one call, and so are look-ups; {@link JournalScripts} says what is stored. */
final class RedisJournal implements Journal {
  private final RedisLine line;
  private final LookUps lookUps;
  private final String key;
  private final JournalSettings settings;

  RedisJournal(RedisLine line, RedisKeys keys, JournalSettings settings) {
    this.line = line;
    this.lookUps = new LookUps(line);
    this.key = keys.journal();
    this.settings = settings;
  }

  @Override
  public Uni<Appended> append(SightingBatch batch) {
    return line.batch(List.of(JournalScripts.append(key, settings, batch)))
        .<Appended>map(
            replies -> new Appended.Kept(Math.toIntExact(Reply.number(replies.getFirst()))))
        .onFailure()
        .recoverWithItem(trouble -> new Appended.Unavailable(detail(trouble)));
  }

  @Override
  public Uni<Found> find(List<Long> ids) {
    return lookUps
        .ask(JournalScripts.find(key, settings, ids))
        .map(RedisJournal::found)
        .onFailure()
        .recoverWithItem(trouble -> new Found.Unavailable(detail(trouble)));
  }

  private static Found found(Response all) {
    int k = Math.toIntExact(Reply.number(all.get(0)));
    List<Sighting> sightings = new ArrayList<>();
    for (int at = 1; at < all.size(); at++) {
      SightingCodec.decode(Reply.present(all.get(at)).toBytes()).ifPresent(sightings::add);
    }
    return new Found.Sightings(Sighting.distinct(sightings), k);
  }

  private static String detail(Throwable trouble) {
    return RedisUnavailable.of(trouble).detail();
  }
}
