package dev.weir.system;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.LongValue;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Holds one thread of a JVM as a debugger does, at the moment when it is about to say that it makes
 * progress, while all other threads go on. What it said last is put back in time, so that nobody
 * has to wait for a minute until it is missed; were the thread not held, it would say so anew at
 * once.
 */
final class HeldThread implements AutoCloseable {
  private static final String BEATS = "dev.weir.monitor.Beats";
  private static final long LIMIT_MS = 20_000;

  private final VirtualMachine machine;
  private final ThreadReference thread;

  private HeldThread(VirtualMachine machine, ThreadReference thread) {
    this.machine = machine;
    this.thread = thread;
  }

  /** The flag of a JVM whose threads are to be held. */
  static String flag(int port) {
    return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
        + port;
  }

  /**
   * Holds a thread.
   *
   * @param port as in {@link #flag}
   * @param name the thread's
   * @param past how long ago it is to seem to have made progress
   */
  static HeldThread hold(int port, String name, Duration past) throws Exception {
    var machine = attach(port);
    try {
      var wanted =
          machine.allThreads().stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IOException("no thread " + name));
      var beats = (ClassType) machine.classesByName(BEATS).getFirst();
      var beat = beats.methodsByName("beat").getFirst();
      var breakpoint = machine.eventRequestManager().createBreakpointRequest(beat.location());
      breakpoint.addThreadFilter(wanted);
      breakpoint.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
      breakpoint.enable();
      var thread = stopped(machine);
      breakpoint.disable();
      putBack(thread, past);
      return new HeldThread(machine, thread);
    } catch (Exception e) {
      machine.dispose();
      throw e;
    }
  }

  private static VirtualMachine attach(int port) throws Exception {
    var connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(candidate -> candidate.transport().name().equals("dt_socket"))
            .map(AttachingConnector.class::cast)
            .findFirst()
            .orElseThrow(() -> new IOException("no debugger's connector"));
    var arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    Objects.requireNonNull(arguments.get("port")).setValue(Integer.toString(port));
    return connector.attach(arguments);
  }

  private static ThreadReference stopped(VirtualMachine machine)
      throws IOException, InterruptedException {
    for (var set = machine.eventQueue().remove(LIMIT_MS);
        set != null;
        set = machine.eventQueue().remove(LIMIT_MS)) {
      for (var event : set) {
        if (event instanceof BreakpointEvent breakpoint) {
          return breakpoint.thread();
        }
      }
      set.resume();
    }
    throw new IOException("the thread did not get there");
  }

  private static void putBack(ThreadReference thread, Duration past) throws Exception {
    var frame = thread.frame(0);
    var beats = frame.thisObject();
    var loop = (StringReference) frame.getArgumentValues().getFirst();
    var times = (ObjectReference) beats.getValue(beats.referenceType().fieldByName("lastNanos"));
    var last =
        (ObjectReference)
            call(thread, times, "get", "(Ljava/lang/Object;)Ljava/lang/Object;", loop);
    long nanos = ((LongValue) last.getValue(last.referenceType().fieldByName("value"))).value();
    var longs = (ClassType) last.referenceType();
    var former =
        longs.invokeMethod(
            thread,
            longs.concreteMethodByName("valueOf", "(J)Ljava/lang/Long;"),
            List.of(thread.virtualMachine().mirrorOf(nanos - past.toNanos())),
            ObjectReference.INVOKE_SINGLE_THREADED);
    // Nobody else refers to it yet.
    ((ObjectReference) former).disableCollection();
    call(
        thread,
        times,
        "put",
        "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
        loop,
        former);
  }

  private static Value call(
      ThreadReference thread, ObjectReference on, String name, String signature, Value... values)
      throws Exception {
    var method = ((ClassType) on.referenceType()).concreteMethodByName(name, signature);
    return on.invokeMethod(thread, method, List.of(values), ObjectReference.INVOKE_SINGLE_THREADED);
  }

  /** Lets it go. */
  @Override
  public void close() {
    thread.resume();
    machine.dispose();
  }
}
