package dev.weir.config;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.Map;

/** Definitions that several tests read. */
final class Examples {
  /** The example of the documentation. */
  static final String TRADING =
      """
      weir:
        namespace: paper
        store: redis                  # or memory, the default when quarkus.redis.hosts is not set
        start: 15m
        ingest: { threads: 1 }
        commit-interval: 500ms
        validation-interval: 30s
        pipeline:
          name: trading
          fields:
            trace: [trace-context, "header:trace_id", "json:/trace_id", "json:/correlation_id"]
            id: ["header:ce_id", "json:/id"]
            parent: ["json:/causation_id"]
            time: ["json:/timestamp", record-time]
            origin-time: []
            key: ["json:/data/symbol", record-key]
          schedules:
            nse: { zone: Asia/Kolkata, sessions: ["MON-FRI 09:15-15:30"], holidays: [2026-12-25] }
          stages:
            market-data: { topics: [market.ticks], schedule: nse, freshness: { degraded: 1s, down: 60s } }
            strategy:    { topics: [trading.signals], after: { market-data: { expect: some } } }
            risk:        { topics: [trading.signals.checked], after: { strategy: { expect: every, within: 5s } } }
            execution:   { topics: [trading.orders], after: { risk: { expect: every, where: "json:/data/decision=approved", within: 10s } } }
            portfolio:   { topics: [trading.portfolio], after: { execution: { expect: every, where: "json:/data/status=filled", within: 10s } } }
          groups: { strategy-runner: { stage: strategy, offset-lag: 1000, time-lag: 30s } }
      """;

  private Examples() {}

  static Map<String, String> trading() {
    return ConfigReader.read(
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new YamlConfigSource("example", TRADING, 100))
            .build());
  }
}
