package dev.weir.kafka.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of a compressed batch, a piece at a time in an array that is used again: only as much
 * is taken out of the batch as the record that is being read needs.
 */
final class Inflated {
  private static final int PIECE = 64 << 10;

  // What is larger was for a single record, and is not kept.
  private static final int KEPT = 1 << 20;

  private final BufferSupplier supplier = BufferSupplier.create();
  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private @Nullable InputStream stream;

  /**
   * Goes before the first record.
   *
   * @param records the compressed bytes
   * @param type by the format's number
   * @throws IllegalArgumentException if there is no such compression
   */
  void open(ByteBuffer records, int type) {
    close();
    stream =
        Compression.of(CompressionType.forId(type))
            .build()
            .wrapForInput(records, BatchFormat.VERSION, supplier);
  }

  /**
   * Has so many bytes in the array, from {@link #at} on, if there are.
   *
   * @return whether there are
   */
  boolean has(int wanted) throws IOException {
    var in = stream;
    while (end - at < wanted) {
      if (in == null) {
        return false;
      }
      makeRoom();
      int read = in.read(bytes, end, bytes.length - end);
      if (read < 0) {
        return false;
      }
      end += read;
    }
    return true;
  }

  /** Passes bytes that {@link #has} has. */
  void pass(int count) {
    at += count;
  }

  /** Passes bytes whether or not they are in the array. */
  void skip(int count) throws IOException {
    int here = Math.min(count, end - at);
    at += here;
    if (count > here && stream != null) {
      stream.skipNBytes(count - here);
    }
  }

  /** The array. */
  byte[] bytes() {
    return bytes;
  }

  /** Index of the next byte. */
  int at() {
    return at;
  }

  /** Index behind the last byte that is there now. */
  int end() {
    return end;
  }

  /** Forgets the batch. */
  void close() {
    var in = stream;
    stream = null;
    at = 0;
    end = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[0];
    }
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        // There is nothing to be lost: it is only read from.
      }
    }
  }

  /** Room is made by what has really come: a length that lies costs nothing. */
  private void makeRoom() {
    if (at > 0) {
      System.arraycopy(bytes, at, bytes, 0, end - at);
      end -= at;
      at = 0;
    }
    if (end == bytes.length) {
      var larger = new byte[Math.max(PIECE, bytes.length * 2)];
      System.arraycopy(bytes, 0, larger, 0, end);
      bytes = larger;
    }
  }
}
