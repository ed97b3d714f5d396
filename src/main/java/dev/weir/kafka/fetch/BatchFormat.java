package dev.weir.kafka.fetch;

/**
 * Where things lie in a batch of records, counted from its first byte, and what the bits of its
 * attributes mean. Numbers are big-endian.
 *
 * @see <a href="https://kafka.apache.org/documentation/#recordbatch">Kafka's record format, version
 *     2</a>
 */
final class BatchFormat {
  private BatchFormat() {}

  static final int LENGTH = 8;

  /** What the length does not count. */
  static final int OVERHEAD = 12;

  static final int LEADER_EPOCH = 12;
  static final int MAGIC = 16;
  static final int CHECKSUM = 17;

  /** What is summed up begins here. */
  static final int ATTRIBUTES = 21;

  static final int LAST_OFFSET_DELTA = 23;
  static final int BASE_TIMESTAMP = 27;
  static final int MAX_TIMESTAMP = 35;
  static final int PRODUCER_ID = 43;
  static final int COUNT = 57;
  static final int RECORDS = 61;

  /** The only version that has headers; the client reads the older ones. */
  static final byte VERSION = 2;

  static final int COMPRESSION = 0x07;
  static final int STAMPED_BY_BROKER = 0x08;
  static final int TRANSACTIONAL = 0x10;
  static final int CONTROL = 0x20;
}
