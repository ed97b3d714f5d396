package dev.weir.memory;

import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalContract;
import dev.weir.monitor.JournalSettings;
import java.time.InstantSource;

class MemoryJournalTest extends JournalContract {
  @Override
  protected Journal journal(JournalSettings settings) {
    return new MemoryJournal(settings, InstantSource.system());
  }
}
