package dev.weir.memory;

import dev.weir.monitor.ValidationStore;
import dev.weir.monitor.ValidationStoreContract;
import java.time.Duration;

class MemoryValidationStoreTest extends ValidationStoreContract {
  @Override
  protected ValidationStore store(int limit, Duration age) {
    return new MemoryValidationStore(limit, age);
  }
}
