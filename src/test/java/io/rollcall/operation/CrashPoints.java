package io.rollcall.operation;

import java.io.Serial;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/// Counts everything that an operation does to the world outside, and lets the process die at any of it.
final class CrashPoints {
    private int count;
    private int commits;
    private int fatal;

    /// The process dies: nothing catches this, nothing is tidied up.
    static final class Death extends Error {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /// Starts to count again, and dies at that step; 0 for never.
    void dieAt(int step) {
        count = 0;
        commits = 0;
        fatal = step;
    }

    int count() {
        return count;
    }

    /// Of the steps, the transactions that wrote.
    int commits() {
        return commits;
    }

    void step() {
        count++;
        if (count == fatal) {
            throw new Death();
        }
    }

    /// Before and after each commit is a step.
    DataSource around(DataSource database) {
        return proxy(DataSource.class, (_, method, arguments) -> {
            Object result = call(database, method, arguments);
            return result instanceof Connection connection ? around(connection) : result;
        });
    }

    private Connection around(Connection connection) {
        return proxy(Connection.class, (_, method, arguments) -> {
            if (!method.getName().equals("commit")) {
                return call(connection, method, arguments);
            }
            step();
            Object result = call(connection, method, arguments);
            commits++;
            step();
            return result;
        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
