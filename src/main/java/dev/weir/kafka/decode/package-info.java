/**
 * What one record tells: headers, keys and bodies in JSON, Avro and Protobuf, times and values. On
 * the hot path: allocates nothing for a record, never throws, looks at each byte once. Depends on
 * the core and on the client's records.
 */
@NullMarked
package dev.weir.kafka.decode;

import org.jspecify.annotations.NullMarked;
