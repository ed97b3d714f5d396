package dev.weir.demo;

import java.util.Arrays;
import java.util.List;

/** The five services of the platform, in the order of the flow, and how each one writes. */
public enum Service {
  /** Publishes the market's ticks. */
  FEED("market-data-service", "market.ticks", "market.tick", Keying.SYMBOL, Tracing.W3C),
  /** Makes signals of some ticks. */
  STRATEGY("strategy-runner", "trading.signals", "signal.generated", Keying.SYMBOL, Tracing.W3C),
  /** Approves or rejects signals. */
  RISK("risk-manager", "trading.signals.checked", "signal.checked", Keying.SYMBOL, Tracing.B3),
  /** Turns approved signals into orders. */
  ENGINE("trading-engine", "trading.orders", "order.executed", Keying.SYMBOL, Tracing.DATADOG),
  /** Books filled orders. */
  PORTFOLIO(
      "portfolio-manager", "trading.portfolio", "portfolio.updated", Keying.NONE, Tracing.ENVELOPE);

  /** What a service uses as record key. */
  public enum Keying {
    /** The symbol, so that a symbol's records stay in order. */
    SYMBOL,
    /** Nothing. */
    NONE
  }

  /** How a service passes the trace on. */
  public enum Tracing {
    /** The {@code traceparent} header. */
    W3C,
    /** The {@code X-B3-*} headers. */
    B3,
    /** The {@code x-datadog-*} headers. */
    DATADOG,
    /** No headers, just the ids in the envelope. */
    ENVELOPE
  }

  private final String source;
  private final String topic;
  private final String eventType;
  private final Keying keying;
  private final Tracing tracing;

  Service(String source, String topic, String eventType, Keying keying, Tracing tracing) {
    this.source = source;
    this.topic = topic;
    this.eventType = eventType;
    this.keying = keying;
    this.tracing = tracing;
  }

  /** The envelope's {@code source}. */
  public String source() {
    return source;
  }

  /** The topic it writes. */
  public String topic() {
    return topic;
  }

  /** The envelope's {@code event_type}. */
  public String eventType() {
    return eventType;
  }

  /** What it uses as record key. */
  public Keying keying() {
    return keying;
  }

  /** How it passes the trace on. */
  public Tracing tracing() {
    return tracing;
  }

  /** The topics of all services, in the order of the flow. */
  public static List<String> topics() {
    return Arrays.stream(values()).map(Service::topic).toList();
  }
}
