/**
 * Accounting in constant memory: which ids one side has that the other has not. Depends on the JDK
 * and {@code trace} only.
 */
@NullMarked
package dev.weir.ledger;

import org.jspecify.annotations.NullMarked;
