package dev.weir.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private static final int MOST = 3;
  private static final long MOST_UNSENT = 1_000;

  private final PortConnections port = new PortConnections(MOST, MOST_UNSENT);
  private long nanos = 1;

  /** A client that takes its answers when it is told to. */
  private static final class Reader extends ChannelOutboundHandlerAdapter {
    private final List<ChannelPromise> waiting = new ArrayList<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ((ByteBuf) message).release();
      waiting.add(promise);
    }

    void read() {
      waiting.forEach(ChannelPromise::setSuccess);
      waiting.clear();
    }
  }

  private final class Client {
    private final Reader reader = new Reader();
    private final Connection connection = new Connection(port, () -> nanos);
    private final EmbeddedChannel channel = new EmbeddedChannel(reader, connection);

    void answer(int bytes) {
      var _ = channel.write(Unpooled.wrappedBuffer(new byte[bytes]));
      channel.flush();
    }

    void answered() {
      answer(10);
      reader.read();
    }

    /** Whether it is open after so much time. */
    boolean isOpenAfter(Duration time) {
      nanos += time.toNanos();
      if (channel.isOpen()) {
        connection.check(channel.pipeline().context(connection));
      }
      return channel.isOpen();
    }
  }

  @Test
  void aClientThatIsNeverAnsweredIsCutOffWhateverItSends() {
    var client = new Client();
    assertThat(client.isOpenAfter(Connection.QUIET.minusSeconds(1))).isTrue();
    client.channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
    assertThat(client.isOpenAfter(Duration.ofSeconds(2))).isFalse();
    assertThat(port.size()).isZero();
  }

  @Test
  void aClientThatIsAnsweredNowAndThenStays() {
    var client = new Client();
    for (int scrape = 0; scrape < 10; scrape++) {
      assertThat(client.isOpenAfter(Duration.ofSeconds(60))).isTrue();
      client.answered();
    }
  }

  @Test
  void aClientThatTakesNothingIsCutOffSoonerAndWhatWaitedForItIsGone() {
    var client = new Client();
    client.answer(2_000);
    assertThat(port.isCongested()).isTrue();
    assertThat(client.isOpenAfter(Connection.STALLED.minusSeconds(1))).isTrue();
    assertThat(client.isOpenAfter(Duration.ofSeconds(2))).isFalse();
    // The socket gives up what it had.
    client.reader.waiting.forEach(promise -> promise.setFailure(new IllegalStateException()));
    assertThat(port.isCongested()).isFalse();
  }

  @Test
  void congestionEndsWhenAnswersAreRead() {
    var client = new Client();
    client.answer(600);
    assertThat(port.isCongested()).isFalse();
    client.answer(600);
    assertThat(port.isCongested()).isTrue();
    client.reader.read();
    assertThat(port.isCongested()).isFalse();
  }

  @Test
  void oneTooManyPushesOutTheOneThatWasNotAnsweredForLongest() {
    var first = new Client();
    var second = new Client();
    var third = new Client();
    first.answered();
    var fourth = new Client();
    assertThat(second.channel.isOpen()).isFalse();
    assertThat(List.of(first, third, fourth)).allMatch(client -> client.channel.isOpen());
    assertThat(port.size()).isEqualTo(MOST);
  }

  @Test
  void connectionsThatEndMakeRoom() {
    var clients = List.of(new Client(), new Client(), new Client());
    var _ = clients.getFirst().channel.close();
    var _ = new Client();
    assertThat(clients.subList(1, MOST)).allMatch(client -> client.channel.isOpen());
    assertThat(port.size()).isEqualTo(MOST);
  }
}
