package dev.weir.memory;

import dev.weir.monitor.Coordination;
import dev.weir.monitor.CoordinationContract;

class MemoryCoordinationTest extends CoordinationContract {
  @Override
  protected Coordination coordination() {
    return new MemoryCoordination();
  }
}
