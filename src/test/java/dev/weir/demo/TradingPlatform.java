package dev.weir.demo;

import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Five services that pass events on, in virtual time: the same seed and the same calls give the
 * same messages, whatever the machine. One thread, except for {@link #planted()}.
 *
 * <pre>tick ─10 %→ signal → checked signal ─approved, 80 %→ order ─filled, 95 %→ portfolio</pre>
 */
public final class TradingPlatform {
  private static final double SIGNAL_SHARE = 0.1;
  private static final double APPROVED_SHARE = 0.8;
  private static final double FILLED_SHARE = 0.95;
  private static final double LOST_SHARE = 0.01;
  private static final double DUPLICATED_SHARE = 0.02;

  private static final long MILLIS = 1000;
  private static final long SECONDS = 1000 * MILLIS;
  private static final int SLOW_FACTOR = 100;
  private static final int BURST_FACTOR = 10;
  private static final long BURST_PERIOD = 20 * SECONDS;
  private static final long BURST_LENGTH = 5 * SECONDS;
  private static final long SKEW = 1500 * MILLIS;

  /** When so many signals wait for the risk manager, the strategies make no more. */
  static final int BACKLOG_LIMIT = 50_000;

  private final Agenda agenda;
  private final RandomGenerator random;
  private final Market market;
  private final Consumer<Message> sink;
  private final double ticksPerMicro;
  private final Lanes strategy;
  private final Lanes risk;
  private final Lanes engine;
  private final Lanes portfolio;
  private final Planted planted = new Planted();
  private Scenario scenario = Scenario.CALM;
  private long scenarioSince;
  private long orders;

  /**
   * A platform whose first tick is due right after the start.
   *
   * @param ticksPerSecond the mean rate while nothing special happens; positive
   * @param startMicros the virtual time to begin at, since the epoch
   * @param sink takes the messages, in the order of their publication
   */
  public TradingPlatform(long seed, int ticksPerSecond, long startMicros, Consumer<Message> sink) {
    if (ticksPerSecond <= 0) {
      throw new IllegalArgumentException("ticksPerSecond must be positive, got " + ticksPerSecond);
    }
    this.agenda = new Agenda(startMicros);
    this.random = new SplittableRandom(seed);
    this.market = new Market(new SplittableRandom(seed + 1));
    this.sink = sink;
    this.ticksPerMicro = ticksPerSecond / (double) SECONDS;
    this.scenarioSince = startMicros;
    // Enough workers for the most traded symbol to keep up with a burst at the usual rate.
    int lanes = Math.max(4, ticksPerSecond / 50);
    this.strategy = new Lanes(agenda, lanes, () -> serviceTime(4), this::signal);
    this.risk = new Lanes(agenda, lanes, this::riskTime, this::check);
    this.engine = new Lanes(agenda, lanes, () -> serviceTime(15), this::execute);
    this.portfolio = new Lanes(agenda, lanes, () -> serviceTime(5), this::book);
    agenda.after(0, this::tick);
  }

  /** Publishes everything that is due up to this time, in microseconds since the epoch. */
  public void runUntil(long epochMicros) {
    agenda.runUntil(epochMicros);
  }

  /** When something is due next, in microseconds since the epoch. */
  public long nextDue() {
    return agenda.nextDue();
  }

  /** Puts everything off by this long, for a caller that could not keep up. */
  public void postpone(long micros) {
    agenda.postpone(micros);
  }

  /** Changes the scenario from now on; what is already under way goes on. */
  public void scenario(Scenario wanted) {
    scenario = wanted;
    scenarioSince = agenda.now();
  }

  /** The scenario that is played. */
  public Scenario scenario() {
    return scenario;
  }

  /** The faults planted so far; may be asked from any thread. */
  public Planted planted() {
    return planted;
  }

  /** How many signals wait for the risk manager or are with it. */
  public int backlog() {
    return risk.waiting();
  }

  private void tick() {
    if (scenario == Scenario.STOP_FEED) {
      agenda.after(50 * MILLIS, this::tick);
      return;
    }
    int symbol = market.next();
    Event tick =
        publish(
            Service.FEED,
            null,
            Market.SYMBOLS.get(symbol),
            "\"exchange\":\"NSE\",\"price\":%s,\"volume\":%d"
                .formatted(market.price(symbol), 1 + random.nextInt(500)));
    if (random.nextDouble() < SIGNAL_SHARE && risk.waiting() < BACKLOG_LIMIT) {
      send(tick, strategy);
    }
    agenda.after((long) (random.nextExponential() / (ticksPerMicro * burst())), this::tick);
  }

  private void signal(Event tick) {
    String side = random.nextBoolean() ? "BUY" : "SELL";
    String data = "\"side\":\"%s\",\"quantity\":%d".formatted(side, 1 + random.nextInt(100));
    send(publish(Service.STRATEGY, tick, tick.symbol(), data), risk);
  }

  private void check(Event signal) {
    if (random.nextDouble() >= APPROVED_SHARE) {
      String data = signal.data() + ",\"decision\":\"rejected\",\"reason\":\"position-limit\"";
      publish(Service.RISK, signal, signal.symbol(), data);
      return;
    }
    String data = signal.data() + ",\"decision\":\"approved\"";
    Event checked = publish(Service.RISK, signal, signal.symbol(), data);
    if (scenario == Scenario.LOST_ORDERS && random.nextDouble() < LOST_SHARE) {
      planted.lose(checked);
    } else {
      send(checked, engine);
    }
  }

  private void execute(Event checked) {
    boolean filled = random.nextDouble() < FILLED_SHARE;
    String data =
        "\"order_id\":\"ORD-%08d\",\"status\":\"%s\""
            .formatted(++orders, filled ? "filled" : "cancelled");
    Event order = publish(Service.ENGINE, checked, checked.symbol(), data);
    if (filled) {
      send(order, portfolio);
    }
    if (scenario == Scenario.DUPLICATES && random.nextDouble() < DUPLICATED_SHARE) {
      planted.duplicate(checked);
      sink.accept(Message.of(order));
      if (filled) {
        // The portfolio manager cannot tell, and books both.
        send(order, portfolio);
      }
    }
  }

  private void book(Event order) {
    String data =
        String.format(
            Locale.ROOT,
            "\"position\":%d,\"pnl\":%.2f",
            random.nextInt(-5000, 5000),
            1000 * random.nextGaussian());
    publish(Service.PORTFOLIO, order, order.symbol(), data);
  }

  private Event publish(Service service, @Nullable Event parent, String symbol, String data) {
    boolean skewed = scenario == Scenario.CLOCK_SKEW && service == Service.RISK;
    long time = agenda.now() - (skewed ? SKEW : 0);
    var id = UuidV7.at(time, random);
    Event event =
        new Event(
            service,
            id,
            time,
            symbol,
            data,
            parent == null ? id.toString() : parent.correlationId(),
            parent,
            parent == null ? hex() + hex() : parent.traceId(),
            hex());
    sink.accept(Message.of(event));
    return event;
  }

  /** The way through the broker: a millisecond or two. */
  private void send(Event event, Lanes lanes) {
    long transit = 500 + (long) (MILLIS * random.nextExponential());
    agenda.after(transit, () -> lanes.accept(event));
  }

  private int burst() {
    boolean now =
        scenario == Scenario.BURST && (agenda.now() - scenarioSince) % BURST_PERIOD < BURST_LENGTH;
    return now ? BURST_FACTOR : 1;
  }

  private long riskTime() {
    return serviceTime(8) * (scenario == Scenario.SLOW_RISK ? SLOW_FACTOR : 1);
  }

  /** Log-normal, as service times are: this median, and now and then several times as long. */
  private long serviceTime(int medianMillis) {
    return (long) (medianMillis * MILLIS * Math.exp(0.5 * random.nextGaussian()));
  }

  /** 16 hex digits that are not all zero, which trace formats reserve for "none". */
  private String hex() {
    return HexFormat.of().toHexDigits(random.nextLong() | 1);
  }
}
