/**
 * Asks schema registries, Confluent's and Apicurio's, for schemas by their id. Knows nothing of
 * what is in them.
 */
@NullMarked
package dev.weir.registry;

import org.jspecify.annotations.NullMarked;
