package io.rollcall.iam.keystone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An account is read within a small heap: 50,000 users in 5,000 groups with 1,000,000 memberships within 512 MB,
/// with `-Drollcall.iam.users=50000`. By default it is a tenth of that, within a heap that is small to match.
class LargeAccountIT {
    private static final int USERS = Integer.getInteger("rollcall.iam.users", 5_000);
    private static final int HEAP = Integer.getInteger("rollcall.iam.heap", USERS < 50_000 ? 96 : 512);
    private static final int GROUPS = USERS / 10;
    private static final int GROUPS_OF_A_USER = 20;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLargeAccountFitsIntoASmallHeap(Kind kind) throws Exception {
        try (IamStub iam = account(kind)) {
            JsonNode read = readInAProcessOfItsOwn(kind, iam);

            System.out.println(
                    kind + " within " + HEAP + " MB, " + iam.received().size() / 2 + " calls: " + read);
            assertThat(read.path("users").asInt()).isEqualTo(USERS);
            assertThat(read.path("groups").asInt()).isEqualTo(GROUPS);
            assertThat(read.path("memberships").asInt()).isEqualTo(USERS * GROUPS_OF_A_USER);
            assertThat(read.path("complete").asBoolean()).isTrue();
            // It is read twice: once for a synchronization that is under way, and once for a look beside it. A page
            // of assignments holds 50.
            assertThat(iam.received()).hasSizeLessThan(2 * (GROUPS + GROUPS / 50 + 20));
        }
    }

    private static IamStub account(Kind kind) throws Exception {
        IamStub iam = IamStub.start(kind).systemRole("r", "MRS FullAccess");
        IntStream.range(0, USERS).forEach(user -> iam.user("user%05d".formatted(user)));
        for (int group = 0; group < GROUPS; group++) {
            int first = group;
            String[] members = IntStream.range(0, USERS * GROUPS_OF_A_USER / GROUPS)
                    .mapToObj(i -> "user%05d".formatted((first * 10 + i) % USERS))
                    .toArray(String[]::new);
            iam.group("group" + group, members).assign("group" + group, "r");
        }
        return iam;
    }

    private static JsonNode readInAProcessOfItsOwn(Kind kind, IamStub iam) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeAccountReader.class.getName(),
                        kind.name(),
                        iam.url().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as("%s", lines).isZero();
            return new JsonMapper().readTree(lines.getLast());
        } finally {
            process.destroyForcibly();
        }
    }
}
