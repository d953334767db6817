package io.rollcall.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Lines on a terminal of a certain width.
class WrappedOutputTest {
    @Test
    void whatFitsStaysAsItIs() {
        assertThat(WrappedOutput.wrapped("+ user      alice", 40)).isEqualTo("+ user      alice");
    }

    @Test
    void aLongLineGoesOnUnderItsLastColumn() {
        assertThat(WrappedOutput.wrapped("because     the IAM and the Manager differ in many places", 40))
                .isEqualTo("""
                        because     the IAM and the Manager
                                    differ in many places""");
    }

    @Test
    void aWordThatIsLongerThanTheLineIsNotCut() {
        String id = "0123456789abcdef0123456789abcdef0123456789abcdef";
        assertThat(WrappedOutput.wrapped("look at " + id, 40)).isEqualTo("look at\n    " + id);
    }

    @Test
    void coloursAndWideCharactersCountAsTheTerminalShowsThem() {
        assertThat(WrappedOutput.columns("\u001b[32m王小明\u001b[0m x")).isEqualTo(8);
        String coloured = "\u001b[32m+ user      alice                    uid\u001b[0m";
        assertThat(WrappedOutput.wrapped(coloured, 40)).isEqualTo(coloured);
    }

    @Test
    void aLineThatIsNotEndedIsLeftAlone() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WrappedOutput out = new WrappedOutput(bytes, 40);
        out.print("x".repeat(50) + " y");
        out.flush();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("x".repeat(50) + " y");
    }
}
