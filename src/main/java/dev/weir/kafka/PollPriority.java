package dev.weir.kafka;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import org.graalvm.nativeimage.c.function.CFunction;
import org.jboss.logging.Logger;

/**
 * Has a poll thread give way where cores are short: probes, metrics and pages are answered by
 * others, and so is whoever is scheduled beside Weir. A thread that reads a backlog is busy all the
 * time, and most answers need a core for a fraction of a millisecond.
 */
final class PollPriority {
  private static final Logger LOG = Logger.getLogger(PollPriority.class);

  /** Linux' PRIO_PROCESS, which is of a thread there. */
  private static final int THREAD = 0;

  private static final int THIS_ONE = 0;

  /** Of two threads that are busy, this one gets a quarter of a core and the other the rest. */
  private static final int NICE = 5;

  private PollPriority() {}

  /** Lowers that of the calling thread for good, where threads have one of their own. */
  static void lower() {
    if (!System.getProperty("os.name", "").startsWith("Linux")) {
      return;
    }
    try {
      set(THREAD, THIS_ONE, NICE);
    } catch (Throwable e) {
      LOG.debug("the priority of a thread cannot be set", e);
    }
  }

  @SuppressWarnings("restricted") // The jar's manifest allows it.
  private static void set(int which, int who, int priority) throws Throwable {
    var linker = Linker.nativeLinker();
    var number = ValueLayout.JAVA_INT;
    var call =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setpriority"),
            FunctionDescriptor.of(number, number, number, number));
    var _ = (int) call.invokeExact(which, who, priority);
  }

  /** The native executable calls the C library as it is: the linker would be megabytes. */
  @TargetClass(PollPriority.class)
  static final class Natively {
    private Natively() {}

    @Substitute
    static void set(int which, int who, int priority) {
      LibC.setpriority(which, who, priority);
    }
  }

  /** To be touched in a native executable only. */
  private static final class LibC {
    private LibC() {}

    @CFunction("setpriority")
    static native int setpriority(int which, int who, int priority);
  }
}
