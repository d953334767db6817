package io.rollcall.demo.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Programs;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same texts by bash, whose `curl` and `rollcall` say how they were called, and whose clock stands still.
class ScriptRunIT {
    private static final String BEFORE = """
            curl() { printf '%s\\n' curl "$@" ''; }
            rollcall() { printf '%s\\n' rollcall "$@" ''; }
            date() { echo 20260131T123456Z; }
            """;

    private static final List<String> TEXTS = List.of(
            "name='it'\\''s' ; other=\"$name \\\"so\\\" \\a \\$name\" # x\ncurl \"$name\" ${name}'$name' \"$other\"",
            "curl a\\ b '' \"a\nb\" x=y a#b \\\n  last",
            "a=1\nb=$(a=2; printf '%s\\n\\n' \"$a\" \"x y\")\ncurl \"$a\" \"$b\"",
            "f() { printf '%s-%s\\n' a b c; }\nf | cut -d- -f1\ncurl \"$(f)\"",
            "printf '%s %% \\\\ \\t|' a b; printf 'no more\\n'; printf '%s\\n'",
            "printf 'a b c\\nd\\n' | cut -d' ' -f2",
            "curl {a} a{b}c a,b ${CLOUD_SDK_AK} \"${CLOUD_SDK_AK}\"x \"a\\\nb\"",
            "echo a  \"b  c\" ''; echo",
            "set -e; false | true; curl x; a=$(false; echo on); curl \"$a\"; a=$(false); curl y",
            "set -euo pipefail\nfalse | cut -d' ' -f1\ncurl x",
            "printf %s x | openssl dgst -sha256 -r; printf %s x | openssl dgst -sha256 -hmac key -r | cut -d' ' -f1");

    static Stream<SampleTexts> texts() {
        return Stream.concat(SampleTexts.runnable().stream(), TEXTS.stream().map(text -> new SampleTexts(text, text)));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void bashDoesTheSame(SampleTexts sample) throws Exception {
        ScriptFixture here = new ScriptFixture();
        int code = here.run(sample.text());
        // Bash has the secret itself: its signature is the same.
        Programs.Ended bash = Programs.run(
                "",
                Map.of("CLOUD_SDK_AK", "AK1", "CLOUD_SDK_SK", ScriptFixture.SECRET, "CLOUD_TOKEN", "the-token"),
                List.of("bash", "-c", BEFORE + sample.text()));
        assertThat(here.err.text()).isEmpty();
        assertThat(here.out.text()).isEqualTo(bash.output());
        assertThat(code).isEqualTo(bash.status());
    }
}
