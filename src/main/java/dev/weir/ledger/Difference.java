package dev.weir.ledger;

/**
 * An id that one side has more often than the other.
 *
 * @param id the id
 * @param times how many more often it was added than subtracted; negative where it was subtracted
 *     more often; never 0
 */
public record Difference(IdWords id, int times) {}
