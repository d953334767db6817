package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The completion in interactive shells as they come, without a user's settings: a person types the beginning and
/// presses the tab key.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionIT {
    /// Types into a shell on a pseudo-terminal, and prints what the shell then takes for the command. What is
    /// waited for is never in what is typed, since that is echoed.
    private static final String TYPIST = """
            zmodload zsh/zpty
            case $1 in
              zsh) zpty person zsh -f -i ;;
              bash) zpty person bash --norc --noprofile -i ;;
            esac
            await() {
              local seen
              zpty -r -m person seen "*$1*" || { print -r -- "not seen: $1 in: $seen"; exit 1 }
              print -r -- "$seen"
            }
            zpty -w person 'rollcall() { echo "CAL""LED<$*>"; }'
            zpty -w person "source $2 && PS1='REA''DY> '"
            await 'READY> ' >/dev/null
            zpty -w -n person "$3"$'\\t\\n'
            await 'CALLED<*>'
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void print() throws Exception {
        RollcallProcess program = RollcallProcess.start(folder, "completion");
        assertThat(program.awaitExit()).isZero();
        Files.writeString(folder.resolve("typist.zsh"), TYPIST);
    }

    @ParameterizedTest
    @CsvSource({
        "zsh, rollcall rele, release",
        "zsh, rollcall plan --ld, plan --ldif",
        "zsh, rollcall account pass, account password",
        "bash, rollcall rele, release",
        "bash, rollcall plan --ld, plan --ldif",
        "bash, rollcall account pass, account password"
    })
    void theTabKeyCompletesCommandsAndOptions(String shell, String typed, String called) throws Exception {
        Process typist = new ProcessBuilder(
                        "zsh",
                        "-f",
                        folder.resolve("typist.zsh").toString(),
                        shell,
                        folder.resolve("stdout").toString(),
                        typed)
                .redirectErrorStream(true)
                .start();
        assertThat(typist.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String output = new String(typist.getInputStream().readAllBytes(), UTF_8);
        assertThat(output)
                .matches(
                        text -> text.contains("CALLED<" + called + ">") || text.contains("CALLED<" + called + " >"),
                        called);
    }
}
