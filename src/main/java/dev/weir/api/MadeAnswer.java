package dev.weir.api;

/** An answer whose text was made once for several readers. */
sealed interface MadeAnswer permits PipelineAnswer, KeysAnswer {
  /** JSON in UTF-8; not to be written. */
  byte[] json();
}
