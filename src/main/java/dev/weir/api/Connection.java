package dev.weir.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one accepted connection, next to its socket: counts the bytes that wait for the
 * client to take them, and ends the connection when nothing comes of it. It does not matter whether
 * the client sends nothing, or a byte every while, or does not read. Used by one event loop.
 */
final class Connection extends ChannelDuplexHandler {
  /** Longest time without a whole answer; scrapers keep their connections over their interval. */
  static final Duration QUIET = Duration.ofSeconds(90);

  /** Longest time in which a client takes nothing of what waits for it. */
  static final Duration STALLED = Duration.ofSeconds(20);

  private static final Duration CHECK = Duration.ofSeconds(5);

  private final PortConnections port;
  private final LongSupplier nanos;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> checks;
  private long answeredNanos;
  private long movedNanos;
  private long unsent;
  private long taken;

  /**
   * One that is about to begin.
   *
   * @param nanos a clock that only goes on, such as {@link System#nanoTime}
   */
  Connection(PortConnections port, LongSupplier nanos) {
    this.port = port;
    this.nanos = nanos;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    answeredNanos = nanos.getAsLong();
    movedNanos = answeredNanos;
    long step = CHECK.toNanos();
    checks =
        ctx.executor().scheduleWithFixedDelay(() -> check(ctx), step, step, TimeUnit.NANOSECONDS);
    var other = port.add(this);
    if (other != null) {
      other.giveWay();
    }
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (checks != null) {
      checks.cancel(false);
    }
    port.remove(this);
    super.channelInactive(ctx);
  }

  /** Ends it; called by other connections' threads as well. */
  private void giveWay() {
    var ctx = context;
    if (ctx != null) {
      var _ = ctx.channel().close();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    long bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
    waits(bytes);
    var _ =
        ctx.write(
            message,
            promise
                .unvoid()
                .addListener(
                    outcome -> {
                      waits(-bytes);
                      if (outcome.isSuccess()) {
                        answeredNanos = nanos.getAsLong();
                        movedNanos = answeredNanos;
                        port.answered(this);
                      }
                    }));
  }

  private void waits(long bytes) {
    unsent += bytes;
    port.unsent(bytes);
  }

  /** Ends the connection if nothing comes of it. */
  void check(ChannelHandlerContext ctx) {
    long now = nanos.getAsLong();
    var buffer = ctx.channel().unsafe().outboundBuffer();
    // Of a large answer the client may have taken a part.
    long progress = buffer == null ? 0 : buffer.currentProgress();
    if (unsent == 0 || progress != taken) {
      taken = progress;
      movedNanos = now;
    }
    if (now - answeredNanos > QUIET.toNanos() || now - movedNanos > STALLED.toNanos()) {
      var _ = ctx.close();
    }
  }
}
