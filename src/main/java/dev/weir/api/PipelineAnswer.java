package dev.weir.api;

/**
 * The body of an answer with the text that it makes, which all readers of a view share.
 *
 * @param body what is said; named here so that a serializer is generated for it
 * @param json the same as text in UTF-8; not to be written
 */
// Two answers are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record PipelineAnswer(PipelineBody body, byte[] json) implements MadeAnswer {}
