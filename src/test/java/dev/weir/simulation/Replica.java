package dev.weir.simulation;

import dev.weir.kafka.SimulatedLoop;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.SimulatedReader;

/** One process of Weir: it is gone with everything it holds, but for what is on its way. */
final class Replica {
  final SimConsumer consumer;
  final SimStore.Client client;
  final IngestBoard board;
  final SimulatedReader reader;
  final SimulatedLoop loop;

  /** What somebody who looks at it saw last. */
  final Seen seen = new Seen();

  Replica(World world) {
    var settings = world.settings();
    consumer = world.sabotage().consumer(world.broker(), world.clock());
    client = world.store().new Client();
    board = new IngestBoard(world.clock().instant());
    reader =
        new SimulatedReader(settings.pipeline(), settings.keyLimit(), client, board, world.clock());
    loop = new SimulatedLoop(consumer, settings, world.surroundings(client), board);
  }
}
