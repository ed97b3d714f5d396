package dev.weir.api;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds what clients can make Weir hold: connections, and answers that nobody reads. Netty asks
 * for this class by {@code META-INF/services}, since Quarkus limits the connections of one of the
 * ports only, and neither ends those that send a byte every while.
 */
public final class Connections extends ChannelInitializerExtension {
  private static final int MOST = 512;
  private static final long MOST_UNSENT = 16 << 20;
  private static final int SEND_BUFFER = 64 << 10;
  private static final int NO_PORT = 0;

  // Netty makes its own instance, which no injection reaches.
  private static final Map<Integer, PortConnections> PORTS = new ConcurrentHashMap<>();

  /** Called by Netty. */
  public Connections() {}

  /** Makes Netty ask for this class; to be called before anything connects or listens. */
  public static void bound() {
    System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
  }

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    int number = channel.localAddress() instanceof InetSocketAddress at ? at.getPort() : NO_PORT;
    // The kernel would take up to 4 MB of what a client does not read, and count it as ours.
    channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
    channel.pipeline().addFirst(new Connection(port(number), System::nanoTime));
  }

  /** What is connected to the port of this number; there are as many as Weir listens on. */
  private static PortConnections port(int number) {
    return PORTS.computeIfAbsent(number, _ -> new PortConnections(MOST, MOST_UNSENT));
  }

  /** Refuses requests for large answers while too many of them wait for their readers. */
  static final class Gate {
    // After the request's id, before all else.
    private static final int ORDER = 9_000;

    void install(@Observes Filters filters) {
      filters.register(Gate::pass, ORDER);
    }

    void install(@Observes ManagementInterface management) {
      management.router().route("/metrics").order(-1).handler(Gate::pass);
    }

    private static void pass(RoutingContext request) {
      var local = request.request().localAddress();
      boolean small = request.normalizedPath().endsWith("/health");
      if (small || !port(local == null ? NO_PORT : local.port()).isCongested()) {
        request.next();
        return;
      }
      request.response().putHeader("Retry-After", "5");
      ProblemAnswer.send(
          request,
          new Problem(
              "urn:weir:busy",
              "Too many answers wait for their readers",
              503,
              "clients have not read earlier answers yet: ask again",
              request.request().path()));
    }
  }
}
