package dev.weir.trace;

/** A trace id as bytes that somebody else owns. A flyweight, filled again for every record. */
public final class FoundTrace {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int offset;
  private int length;

  /** Points at {@code length} bytes of text from {@code offset}. */
  public void set(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** The array that holds the text; never to be written. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of the first byte. */
  public int offset() {
    return offset;
  }

  /** Number of bytes; 0 until something was found. */
  public int length() {
    return length;
  }
}
