package io.rollcall.demo.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/// What a command of a text does: a part of this program that behaves like the program of that name, as far as
/// sample code uses it, and refuses the rest.
@FunctionalInterface
public interface Tool {
    /// What each program ends with that was called in a wrong way.
    int WRONG_USE = 2;

    /// How it was called.
    ///
    /// @param arguments without its name
    /// @param exported the variables that a process would get
    /// @param in what is on its standard input
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Call(List<String> arguments, Map<String, String> exported, byte[] in) {
        public Call {
            arguments = List.copyOf(arguments);
            exported = Map.copyOf(exported);
        }
    }

    /// @return the exit code
    /// @throws IOException when the output takes no more
    /// @throws InterruptedException when the time is up
    int run(Call call, OutputStream out, OutputStream err) throws IOException, InterruptedException;

    /// Says why a tool does nothing.
    ///
    /// @return [#WRONG_USE]
    static int refuse(OutputStream err, String why) throws IOException {
        err.write((why + "\n").getBytes(UTF_8));
        return WRONG_USE;
    }
}
