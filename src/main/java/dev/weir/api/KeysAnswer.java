package dev.weir.api;

/**
 * A page of keys with the text that it makes.
 *
 * @param body what is said; named here so that a serializer is generated for it
 * @param json the same as text in UTF-8; not to be written
 */
// Two answers are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record KeysAnswer(KeysBody body, byte[] json) implements MadeAnswer {}
