package dev.weir.telemetry;

/**
 * What is running.
 *
 * @param version Weir's version
 * @param java the Java version it runs on, or was compiled with
 * @param image whether this is the native binary
 */
record Build(String version, String java, boolean image) {}
