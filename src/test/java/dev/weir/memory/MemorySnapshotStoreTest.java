package dev.weir.memory;

import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SnapshotStoreContract;

class MemorySnapshotStoreTest extends SnapshotStoreContract {
  @Override
  protected SnapshotStore store() {
    return new MemorySnapshotStore();
  }
}
