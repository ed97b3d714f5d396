/**
 * What the client fetches, taken from it batch by batch instead of record by record: the records
 * are read where they lie in the answer of the broker. All else (the protocol, positions, leaders,
 * transactions, log-in) stays the client's. On the hot path: allocates nothing for a record.
 */
@NullMarked
package dev.weir.kafka.fetch;

import org.jspecify.annotations.NullMarked;
