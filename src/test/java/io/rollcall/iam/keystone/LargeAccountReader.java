package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads a whole account and says what it took: the process of [LargeAccountIT]. The arguments are the kind of the
/// IAM and where it is.
final class LargeAccountReader {
    private LargeAccountReader() {}

    public static void main(String[] arguments) throws Exception {
        KeystoneSettings settings = new KeystoneSettings(
                Kind.valueOf(arguments[0]),
                URI.create(arguments[1]),
                new Credentials.Password("rollcall", IamStub.ACCOUNT, Secret.of("a-password"), Optional.empty()),
                IamStub.ACCOUNT,
                null,
                Map.of(),
                Limits.DEFAULT);
        ProjectId project = new ProjectId(IamStub.PROJECT);
        try (KeystoneIdentitySource source =
                KeystoneIdentitySource.open(settings, Entitlements.documented()::concern, InstantSource.system())) {
            long begin = System.nanoTime();
            IamSnapshot read = source.read(project, new Selection.Everything(), Progress.NONE);
            long took = System.nanoTime() - begin;
            // The worst that happens in a server: the one is still in use while the other comes in.
            IamSnapshot look = source.look(project, Instant.EPOCH, Progress.NONE);
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("users", read.users().size());
            said.put("groups", read.groups().size());
            said.put("memberships", memberships(read));
            said.put(
                    "complete",
                    read.completeness() instanceof Completeness.Complete
                            && look.completeness() instanceof Completeness.Complete
                            && memberships(look) == memberships(read));
            said.put("seconds", took / 1e9);
            said.put("heap_peak_mb", heapPeak() >> 20);
            said.put("rss_peak", line("/proc/self/status", "VmHWM"));
            System.out.println(new JsonMapper().writeValueAsString(said));
        }
    }

    private static int memberships(IamSnapshot snapshot) {
        return snapshot.groups().stream()
                .mapToInt(group -> group.members().size())
                .sum();
    }

    /// The peaks of all pools together, which is never less than the real peak.
    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(peak -> peak.getUsed())
                .sum();
    }

    private static String line(String file, String key) throws Exception {
        Path path = Path.of(file);
        return Files.exists(path)
                ? Files.readAllLines(path).stream()
                        .filter(line -> line.startsWith(key))
                        .map(line -> line.replaceFirst(".*:\\s*", ""))
                        .findFirst()
                        .orElse("")
                : "";
    }
}
