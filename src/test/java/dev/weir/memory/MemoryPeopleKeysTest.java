package dev.weir.memory;

import dev.weir.monitor.PeopleKeys;
import dev.weir.monitor.PeopleKeysContract;

class MemoryPeopleKeysTest extends PeopleKeysContract {
  @Override
  protected PeopleKeys keys() {
    return new MemoryPeopleKeys();
  }
}
