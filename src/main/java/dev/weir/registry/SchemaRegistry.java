package dev.weir.registry;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.RegistrySettings;
import dev.weir.monitor.SchemaSource;
import dev.weir.registry.RegistryException.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of a registry, of which the ones used last are kept. A schema that cannot be had is
 * remembered as well, and asked for again from time to time, as long as somebody wants it. While
 * the registry does not answer, a new one is missing at once, and asked for all the same. Thread-
 * safe; nothing waits.
 *
 * <pre>
 * unheard of ──► asked ──► known
 *                  │  ▲
 *      no answer,  │  │ wanted again,
 *      or none yet ▼  │ some time later
 *                missing
 * </pre>
 */
public final class SchemaRegistry implements SchemaSource {
  private static final Logger LOG = Logger.getLogger(SchemaRegistry.class);
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_MISSING = 10_000;
  private static final int MAX_PENDING = 100;
  private static final int MAX_UNKNOWN = 100;

  /** After so many requests in a row that failed, and took long, nobody waits for the next ones. */
  private static final int MAX_IN_VAIN = 3;

  private static final long LONG_NANOS = 1_000_000_000;

  private static final Answer.Missing SILENT =
      new Answer.Missing("the registry has answered none of the last requests for schemas");
  private static final Answer PENDING = new Answer.Pending();
  private static final Answer TOO_MANY =
      new Answer.Missing("more unknown schemas are named than can be asked for");

  private final RegistrySettings settings;
  private final LongFunction<CompletionStage<SchemaText>> fetch;
  private final LongSupplier nanoTime;
  private final Map<Long, Answer.Known> known;
  private final Map<Long, Asked> asked = new LinkedHashMap<>();
  private final AskingBudget budget;
  private int pending;
  private int inVain;
  private boolean troubled;
  private long loggedNanos;

  /** What is known of a schema that is not here. */
  private static final class Asked {
    final long sinceNanos;
    boolean underWay;
    long askedNanos;
    Answer.@Nullable Missing answer;
    long retryNanos;

    Asked(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  /** The registry that is configured; nothing is asked before a schema is wanted. */
  public static SchemaRegistry of(RegistrySettings settings) {
    var executor =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("weir-schema-registry").factory());
    var http = new RegistryHttp(settings, executor);
    RegistryApi api =
        switch (settings.api()) {
          case CONFLUENT -> new ConfluentApi(http);
          case APICURIO_V2 -> new ApicurioApi(http, false);
          case APICURIO_V3 -> new ApicurioApi(http, true);
        };
    return new SchemaRegistry(settings, id -> SchemaFetch.byId(api, id), System::nanoTime);
  }

  SchemaRegistry(
      RegistrySettings settings,
      LongFunction<CompletionStage<SchemaText>> fetch,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.fetch = fetch;
    this.nanoTime = nanoTime;
    this.budget = new AskingBudget(MAX_UNKNOWN, nanoTime.getAsLong());
    this.loggedNanos = nanoTime.getAsLong() - LOG_INTERVAL.toNanos();
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Answer.Known> eldest) {
            return size() > settings.cacheSize();
          }
        };
  }

  @Override
  public int idBytes() {
    return settings.idBytes();
  }

  @Override
  public Answer find(long id) {
    Asked entry;
    synchronized (this) {
      var schema = known.get(id);
      if (schema != null) {
        return schema;
      }
      long now = nanoTime.getAsLong();
      entry = asked.get(id);
      if (entry != null) {
        var answer = answer(id, entry, now);
        if (entry.underWay || entry.answer == null || now - entry.retryNanos < 0) {
          return answer;
        }
      }
      if (pending >= MAX_PENDING || !budget.take(now)) {
        return entry == null || entry.answer == null ? TOO_MANY : entry.answer;
      }
      if (entry == null) {
        entry = new Asked(now);
        if (inVain >= MAX_IN_VAIN) {
          // Else garbage that looks like one new schema after the other would stop its partition.
          entry.answer = SILENT;
        }
        forgetSome();
        asked.put(id, entry);
      }
      entry.underWay = true;
      entry.askedNanos = now;
      pending++;
    }
    ask(id, entry);
    synchronized (this) {
      var schema = known.get(id);
      return schema == null ? answer(id, entry, nanoTime.getAsLong()) : schema;
    }
  }

  private Answer answer(long id, Asked entry, long now) {
    if (entry.answer != null) {
      return entry.answer;
    }
    if (now - entry.sinceNanos < MAX_WAIT.toNanos()) {
      return PENDING;
    }
    // From now on nobody waits for it, even if it comes back to being asked for.
    entry.answer =
        new Answer.Missing("the registry has not answered yet when asked for schema " + id);
    entry.retryNanos = now + settings.retry().toNanos();
    return entry.answer;
  }

  private void forgetSome() {
    var entries = asked.values().iterator();
    while (asked.size() >= MAX_MISSING && entries.hasNext()) {
      if (!entries.next().underWay) {
        entries.remove();
      }
    }
  }

  private void ask(long id, Asked entry) {
    CompletionStage<SchemaText> answer;
    try {
      answer = fetch.apply(id);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedStage(e);
    }
    answer.whenComplete(
        (schema, failure) -> {
          if (failure == null) {
            found(id, schema);
          } else {
            failed(id, entry, failure);
          }
        });
  }

  private void found(long id, SchemaText schema) {
    boolean recovered;
    synchronized (this) {
      pending--;
      budget.giveBack();
      inVain = 0;
      asked.remove(id);
      known.put(id, new Answer.Known(schema));
      recovered = troubled;
      troubled = false;
    }
    if (recovered) {
      LOG.info("schema registry answers again");
    }
  }

  private void failed(long id, Asked entry, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean unknown =
        cause instanceof RegistryException problem && problem.outcome == Outcome.UNKNOWN;
    var detail = "schema " + id + (unknown ? " " : " cannot be had: ") + reason(cause);
    boolean tell;
    synchronized (this) {
      pending--;
      long now = nanoTime.getAsLong();
      entry.underWay = false;
      entry.answer = new Answer.Missing(detail);
      entry.retryNanos = now + settings.retry().toNanos();
      tell = !(troubled && !unknown) && now - loggedNanos >= LOG_INTERVAL.toNanos();
      troubled |= !unknown;
      inVain = unknown || now - entry.askedNanos < LONG_NANOS ? 0 : inVain + 1;
      loggedNanos = tell ? now : loggedNanos;
    }
    if (tell) {
      LOG.warnv("bodies cannot be read for want of a schema", field("detail", detail));
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause instanceof RegistryException problem
        ? String.valueOf(problem.getMessage())
        // What others say of it may quote anything.
        : cause == null ? "" : cause.getClass().getSimpleName();
  }
}
