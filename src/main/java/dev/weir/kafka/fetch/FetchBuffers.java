package dev.weir.kafka.fetch;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.memory.MemoryPool;
import org.jspecify.annotations.Nullable;

/**
 * The arrays into which one consumer's answers are read, used again when all records in them have
 * been seen: each would be megabytes that are cleared first and collected afterwards.
 *
 * <p>An array is free when the consumer has taken the last run out of each of the answer's
 * partitions, and has been polled again after that. What it never asks for, because a partition was
 * sought or taken away, keeps its array from being used again, and the collector has it.
 */
final class FetchBuffers implements MemoryPool {
  /** Smaller answers are no burden. */
  private static final int LEAST = 64 << 10;

  /** Larger ones are not kept. */
  private static final int MOST = 16 << 20;

  private static final int STEP = 256 << 10;
  private static final int FREE = 4;
  private static final int LENT = 16;

  /** After so many polls nobody will come for what an array holds. */
  private static final int PATIENCE = 50;

  private static final Comparator<byte[]> BY_LENGTH = Comparator.comparingInt(b -> b.length);

  private final List<byte[]> free = new ArrayList<>();
  private final Deque<Lent> lent = new ArrayDeque<>();

  /** An array with what was fetched into it; nothing yet as long as its answer is coming in. */
  private static final class Lent {
    final byte[] bytes;
    @Nullable List<RecordRuns> holds;
    int polls;

    Lent(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean isDone() {
      return holds != null && holds.stream().allMatch(RecordRuns::isTaken);
    }
  }

  @Override
  public synchronized ByteBuffer tryAllocate(int size) {
    if (size < LEAST || size > MOST) {
      return ByteBuffer.allocate(size);
    }
    byte[] bytes = takeFree(size);
    if (lent.size() == LENT) {
      lent.removeFirst();
    }
    lent.addLast(new Lent(bytes));
    return ByteBuffer.wrap(bytes, 0, size).slice();
  }

  private byte[] takeFree(int size) {
    var best = free.stream().filter(bytes -> bytes.length >= size).min(BY_LENGTH);
    if (best.isPresent()) {
      free.remove(best.get());
      return best.get();
    }
    // Answers have become larger: these would never be taken again.
    free.clear();
    return new byte[(size + STEP - 1) / STEP * STEP];
  }

  /** An answer has come: its array is in use until these have been taken. */
  synchronized void hold(List<RecordRuns> fetched) {
    for (var one : lent) {
      if (one.holds == null) {
        var in = fetched.stream().filter(runs -> runs.lieIn(one.bytes)).toList();
        if (!in.isEmpty()) {
          one.holds = in;
        }
      }
    }
  }

  /** All that was handed out so far has been seen. */
  synchronized void recycle() {
    for (var one = lent.iterator(); one.hasNext(); ) {
      var next = one.next();
      if (next.isDone()) {
        one.remove();
        assert spoils(next.bytes);
        if (free.size() < FREE) {
          free.add(next.bytes);
        }
      } else if (next.polls++ > PATIENCE) {
        one.remove();
      }
    }
  }

  /** Whoever still reads there shall be found out in tests. */
  private static boolean spoils(byte[] bytes) {
    Arrays.fill(bytes, (byte) -1);
    return true;
  }

  /** Lets all arrays go, since nothing comes for now; who still needs one has it. */
  synchronized void release() {
    free.clear();
    lent.clear();
  }

  /** The client has given up an answer before it was whole. */
  @Override
  @SuppressWarnings({"ReferenceEquality", "ByteBufferBackingArray"}) // The same array is meant.
  public synchronized void release(ByteBuffer given) {
    lent.removeIf(one -> given.hasArray() && one.bytes == given.array());
  }

  @Override
  public long size() {
    return Long.MAX_VALUE;
  }

  @Override
  public long availableMemory() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isOutOfMemory() {
    return false;
  }
}
