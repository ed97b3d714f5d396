package dev.weir.monitor;

/**
 * What the probes say, made from memory only.
 *
 * @param live whether all of our own loops make progress
 * @param liveDetail which one does not, or empty
 * @param ready whether a view younger than 60 s can be served
 * @param readyDetail why not, or empty
 * @param started whether definition, assignment and first view are there; never false again
 * @param startedDetail what is still missing, or empty
 */
public record Vitals(
    boolean live,
    String liveDetail,
    boolean ready,
    String readyDetail,
    boolean started,
    String startedDetail) {}
