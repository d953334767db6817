package io.rollcall.demo.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs texts whose `curl` and `rollcall` only say how they were called: each word on a line, and an empty line.
final class ScriptFixture {
    static final Instant NOW = Instant.parse("2026-01-31T12:34:56Z");

    static final String SECRET = "SK-of-the-test";

    /// The calls of `curl` and `rollcall`, with their names.
    final List<List<String>> calls = new ArrayList<>();

    /// What the last of them would find in its environment.
    Map<String, String> exported = Map.of();

    final Output out = new Output(100_000);
    final Output err = new Output(100_000);

    int run(String text) throws InterruptedException {
        Secrets secrets = new Secrets(Secret.of(SECRET), Secret.of("the-token"));
        Map<String, Tool> tools = new HashMap<>(TextTools.all(secrets, InstantSource.fixed(NOW)));
        for (String name : List.of("curl", "rollcall")) {
            tools.put(name, (call, shown, _) -> {
                List<String> words = new ArrayList<>(List.of(name));
                words.addAll(call.arguments());
                calls.add(words);
                exported = call.exported();
                shown.write((String.join("\n", words) + "\n\n").getBytes(UTF_8));
                return 0;
            });
        }
        return new ScriptRun(
                        tools,
                        Map.of("CLOUD_SDK_AK", "AK1", "CLOUD_SDK_SK", Secrets.KEY_STAND_IN, "CLOUD_TOKEN", "the-token"))
                .run(text, out, err);
    }
}
