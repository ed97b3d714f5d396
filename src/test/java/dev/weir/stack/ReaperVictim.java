package dev.weir.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@link ReaperTest} kills: owns a child and a folder, and tells which. */
final class ReaperVictim {
  private ReaperVictim() {}

  /** Prints the child's pid and the folder, then waits for its end. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Reaper reaper = Reaper.shared();
    Path folder = reaper.directory("weir reaper's ");
    Files.writeString(Files.createDirectories(folder.resolve("deep")).resolve("file"), "data");
    Process child = reaper.start(new ProcessBuilder("sleep", "600"));
    System.out.println(child.pid());
    System.out.println(reaper.pid());
    System.out.println(folder);
    Thread.currentThread().join();
  }
}
