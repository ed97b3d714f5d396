package dev.weir.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A registry that answers by path, as a test says; 404 to what it was not told. */
public final class RegistryServer implements AutoCloseable {
  /** What is answered, by path and query. */
  public final Map<String, String> answers = new ConcurrentHashMap<>();

  /** What was asked, in order. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  final AtomicInteger most = new AtomicInteger();

  /** The status of every answer, if it is not 200. */
  public volatile int status = 200;

  volatile @Nullable String authorization;

  /** While it is closed, requests hang. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  private final AtomicInteger running = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String scheme;
  private final HttpServer server;

  /** One that speaks HTTP, on a free port of the loopback interface. */
  public RegistryServer() {
    this(null);
  }

  /**
   * One that speaks HTTPS.
   *
   * @param tls with the server's certificate; null for HTTP
   */
  public RegistryServer(@Nullable SSLContext tls) {
    scheme = tls == null ? "http" : "https";
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls == null) {
        server = HttpServer.create(address, 0);
      } else {
        var secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secure;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int now = running.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    try (exchange) {
      var path = exchange.getRequestURI().toString();
      requests.add(path);
      gate.await();
      var shown = exchange.getRequestHeaders().getFirst("Authorization");
      boolean refused = authorization != null && !authorization.equals(shown);
      var text = answers.get(path);
      int code = refused ? 401 : status != 200 ? status : text == null ? 404 : 200;
      byte[] body = (code == 200 && text != null ? text : "{\"error_code\":0}").getBytes(UTF_8);
      // Before the client can know that it may send another.
      running.decrementAndGet();
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where it is. */
  public URI url(String path) {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
