package io.rollcall.demo.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.Secret;
import io.rollcall.signature.RequestSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptRunTest {
    private final ScriptFixture script = new ScriptFixture();

    static List<SampleTexts> samples() {
        return SampleTexts.runnable();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleOfCurlAndRollcallIsCarriedOut(SampleTexts sample) throws Exception {
        assertThat(script.run(sample.text())).as(script.err.text()).isZero();
        assertThat(script.err.text()).isEmpty();
        assertThat(script.calls).hasSize(1);
    }

    /// Whatever the text computes with printf and openssl is what the program's own signer computes.
    @ParameterizedTest
    @MethodSource("samples")
    void aSignedSampleHasTheSignatureOfTheServersOwnSigner(SampleTexts sample) throws Exception {
        if (!sample.name().endsWith("curl, signed")) {
            return;
        }
        script.run(sample.text());
        List<String> curl = script.calls.getFirst();
        Map<String, String> headers = new HashMap<>();
        Map<String, String> proof = new HashMap<>();
        for (int i = 0; i < curl.size(); i++) {
            if (curl.get(i).equals("-H")) {
                String[] header = curl.get(i + 1).split(": ", 2);
                boolean proves = header[0].equals("X-Sdk-Date") || header[0].equals("Authorization");
                (proves ? proof : headers).put(header[0], header[1]);
            }
        }
        int data = curl.indexOf("--data-raw");
        String body = data < 0 ? "" : curl.get(data + 1);
        assertThat(proof)
                .isEqualTo(RequestSigner.sdkHmac("AK1", Secret.of(ScriptFixture.SECRET))
                        .sign(
                                curl.get(curl.indexOf("-X") + 1),
                                URI.create(curl.get(curl.indexOf("-X") + 2)),
                                headers,
                                body.getBytes(StandardCharsets.UTF_8),
                                ScriptFixture.NOW));
    }

    @Test
    void wordsAreReadAsAShellReadsThem() throws Exception {
        script.run("""
                # a comment
                name='it'\\''s' ; other="$name \\"so\\" \\a \\$name"   # another
                curl "$name" ${name}s'$name' "$other" a\\ b '' "a
                b" x=y a#b \\
                  last""");
        assertThat(script.calls)
                .containsExactly(List.of(
                        "curl",
                        "it's",
                        "it'ss$name",
                        "it's \"so\" \\a $name",
                        "a b",
                        "",
                        "a\nb",
                        "x=y",
                        "a#b",
                        "last"));
    }

    @Test
    void onlyWhatIsExportedReachesAProgram() throws Exception {
        script.run("""
                a=1
                export B=2 C=$CLOUD_SDK_AK
                D=4 rollcall status
                """);
        assertThat(script.exported).isEqualTo(Map.of("B", "2", "C", "AK1", "D", "4"));
    }

    @Test
    void anEndedSubstitutionLosesItsLastLinesAndChangesNothingOutside() throws Exception {
        script.run("""
                a=1
                b=$(a=2; printf '%s\\n\\n' "$a" "x y")
                curl "$a" "$b"
                """);
        assertThat(script.calls).containsExactly(List.of("curl", "1", "2\n\nx y"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "set -e; false; curl x | 1 | 0",
                "false; curl x | 0 | 1",
                "set -eo pipefail; false ∣ cut -d' ' -f1; curl x | 1 | 0",
                "set -e; false ∣ cut -d' ' -f1; curl x | 0 | 1",
                "set -e; a=$(false); curl x | 1 | 0",
                "wget x | 127 | 0",
                "curl a; wget x | 127 | 1",
            })
    void aFailureEndsATextThatSaysSo(String text, int code, int calls) throws Exception {
        // The table's own delimiter is no character of its texts.
        assertThat(script.run(text.replace('∣', '|'))).isEqualTo(code);
        assertThat(script.calls).hasSize(calls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl x > /tmp/file",
                "curl x < /etc/passwd",
                "curl x &",
                "curl x && curl y",
                "curl x || curl y",
                "curl `id`",
                "(curl x)",
                "for i in 1 2; do curl x; done",
                "if true; then curl x; fi",
                "! curl x",
                "curl *",
                "curl ?",
                "curl [a]",
                "curl ~/x",
                "curl {a,b}",
                "curl {1..3}",
                "curl $((1+1))",
                "curl ${CLOUD_SDK_AK:-x}",
                "curl $1",
                "curl \"$@\"",
                "curl $'a'",
                "curl 'a",
                "curl \"a",
                "curl $(curl y",
                "curl x | ",
                "f() { :; } curl x",
                "f() { curl x; ",
                "curl $NO_SUCH_VARIABLE",
                "set -x; curl x",
                "set -o noglob; curl x",
                "export 1=2; curl x",
                "a='b c'; curl $a",
                "a=''; curl $a",
                "a='*'; curl $a",
                "f() { f; }; f; curl x",
                "f() { :; }; f a; curl x",
            })
    void whatIsNotCarriedOutAsAShellDoesItIsRefusedByItsLine(String text) throws Exception {
        assertThat(script.run("\n" + text)).isIn(1, 2);
        assertThat(script.err.text()).startsWith("line 2: ");
        assertThat(script.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf %d 1",
                "printf '\\x41'",
                "echo -n x",
                "cut -c1",
                "cut -d: -f1 /etc/passwd",
                "date",
                "date -u +%s",
                "date -f /etc/passwd",
                "openssl enc -aes-256-cbc",
                "openssl dgst -sha256 -r /etc/passwd",
                "openssl dgst -sha256",
            })
    void aToolRefusesWhatItDoesNotKnow(String command) throws Exception {
        assertThat(script.run(command)).isEqualTo(Tool.WRONG_USE);
        assertThat(script.out.text()).isEmpty();
        assertThat(script.err.text()).contains("known here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bash", "sh", "cat", "eval", "exec", "source", ".", "env", "python3", "/bin/sh", "java", "read"})
    void thereIsNoOtherProgram(String program) throws Exception {
        assertThat(script.run(program + " x")).isEqualTo(ScriptRun.NO_SUCH_PROGRAM);
        assertThat(script.err.text()).contains("there is no '" + program + "' here");
    }

    @Test
    void noOutputHoldsTheSecretThatTextsSignWith() throws Exception {
        script.run("""
                echo "$CLOUD_SDK_SK"
                printf %s "$CLOUD_SDK_SK" | cut -d- -f1
                printf %s x | openssl dgst -sha256 -hmac "$CLOUD_SDK_SK" -r
                curl "$CLOUD_SDK_SK"
                """);
        // HMAC-SHA256 of x under the secret itself.
        assertThat(script.out.text())
                .startsWith(Secrets.KEY_STAND_IN + "\nthe\n")
                .contains(hmacOfX() + " *stdin\n")
                .doesNotContain(ScriptFixture.SECRET);
    }

    private static String hmacOfX() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ScriptFixture.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal("x".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aTextThatGrowsOrGoesOnIsEnded() throws Exception {
        StringBuilder doubling = new StringBuilder("a=0123456789\n");
        doubling.append("a=$a$a\n".repeat(40));
        assertThat(script.run(doubling.toString())).isEqualTo(1);
        assertThat(script.err.text()).contains("a value is too long");

        ScriptFixture many = new ScriptFixture();
        assertThat(many.run("curl x\n".repeat(2_000))).isEqualTo(1);
        assertThat(many.err.text()).contains("1000 commands");

        ScriptFixture deep = new ScriptFixture();
        assertThat(deep.run("curl " + "$(curl ".repeat(500))).isEqualTo(2);
        assertThat(deep.err.text()).contains("nested too deeply");

        ScriptFixture endless = new ScriptFixture();
        assertThat(endless.run("a=$(printf %s " + "x".repeat(50_000) + ")\n" + "echo \"$a\"\n".repeat(3)))
                .isEqualTo(ScriptRun.OUTPUT_CLOSED);
        assertThat(endless.out.isFull()).isTrue();
        assertThat(endless.out.text()).hasSize(100_000);
    }

    @Test
    void anInterruptEndsATextAtItsNextCommand() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> script.run("curl x")).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(script.calls).isEmpty();
    }
}
