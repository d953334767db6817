package io.rollcall.server;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGHUP, by which a service is told to read its configuration again. The JDK has signals only in `sun.misc`,
/// whose mention the compiler warns of and will not be told otherwise, so it is found at run time.
final class Hangup {
    private static final Logger log = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /// From now on SIGHUP runs the task, on a thread of its own, instead of ending the process. A process that was
    /// started without the signal, as by `nohup`, still does not get it.
    static void runs(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(task);
            Object runs = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            Object ignored = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), runs);
        } catch (InvocationTargetException e) {
            log.atWarn().setCause(e.getCause()).log("SIGHUP is not for reloads here");
        } catch (ReflectiveOperationException e) {
            log.atWarn().setCause(e).log("SIGHUP is not for reloads here");
        }
    }
}
