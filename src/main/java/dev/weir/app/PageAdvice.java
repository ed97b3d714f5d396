package dev.weir.app;

import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** The C library's {@code madvise}; to be touched in a native executable only. */
final class PageAdvice {
  /** Linux' MADV_DONTNEED: the pages are dropped, and read again when they are touched. */
  private static final int DONT_NEED = 4;

  private PageAdvice() {}

  /** Drops pages that are the same as those in their file; all others would lose their changes. */
  static void release(long start, long length) {
    madvise(WordFactory.pointer(start), WordFactory.unsigned(length), DONT_NEED);
  }

  @CFunction("madvise")
  private static native int madvise(Pointer start, UnsignedWord length, int advice);
}
