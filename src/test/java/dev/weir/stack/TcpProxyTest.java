package dev.weir.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
  @Test
  void aStalledWayHoldsBackWhatACutOneLoses() throws IOException {
    try (var redis = RedisServer.running();
        var proxy = new TcpProxy(FreePorts.next(), redis.port())) {
      var url = "redis://127.0.0.1:" + proxy.port();
      try (var connection = RedisConnection.open(url)) {
        assertThat(connection.call("PING")).isEqualTo("PONG");

        proxy.stall();
        assertThatThrownBy(() -> connection.call("ECHO", "held back"))
            .isInstanceOf(SocketTimeoutException.class);
        proxy.open();
        assertThat(connection.call("ECHO", "next")).isEqualTo("held back");
      }
      try (var connection = RedisConnection.open(url)) {
        assertThat(connection.call("PING")).isEqualTo("PONG");

        proxy.cut();
        assertThatThrownBy(() -> connection.call("PING")).isInstanceOf(IOException.class);
      }
      try (var connection = RedisConnection.open(url)) {
        assertThatThrownBy(() -> connection.call("PING")).isInstanceOf(IOException.class);
      }
      proxy.open();
      try (var connection = RedisConnection.open(url)) {
        assertThat(connection.call("PING")).isEqualTo("PONG");
      }
    }
  }
}
