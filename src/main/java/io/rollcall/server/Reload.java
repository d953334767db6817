package io.rollcall.server;

import io.rollcall.api.Reloading;
import io.rollcall.cluster.Sha256;
import io.rollcall.cluster.Text;
import io.rollcall.config.Configuration;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Problem;
import io.rollcall.systemd.Systemd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration file again while the server runs, and takes it as a whole or refuses it. Thread-safe;
/// one reload at a time.
final class Reload implements Reloading {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final Path file;
    private final Map<String, String> environment;
    private final Server server;
    private final Systemd systemd;
    private final ReentrantLock lock = new ReentrantLock();

    /// @param environment as at the start
    Reload(Path file, Map<String, String> environment, Server server, Systemd systemd) {
        this.file = file;
        this.environment = environment;
        this.server = server;
        this.systemd = systemd;
    }

    /// The status for people, of the service manager.
    static String status(Server server) {
        return "serving " + Text.count(server.clusterCount(), "cluster") + " at " + server.url();
    }

    /// Reads the file because of a signal. The result is in the log.
    void onSignal() {
        Outcome ignored = reload(content -> true);
    }

    @Override
    public Outcome reload(String digest) {
        return reload(content -> Sha256.hex(content).equals(digest));
    }

    private Outcome reload(Predicate<byte[]> known) {
        lock.lock();
        try {
            byte[] content = Document.bytes(file);
            if (!known.test(content)) {
                return new Outcome(
                        Verdict.ANOTHER_FILE, List.of("the server has another file, or another edition of it"));
            }
            return told(content);
        } catch (DocumentException e) {
            return refused(new byte[0], e.problems());
        } finally {
            lock.unlock();
        }
    }

    private Outcome told(byte[] content) {
        systemd.reloading();
        try {
            ServedClusters.Change change = server.reload(Configuration.read(file, content, environment));
            log.atInfo()
                    .addKeyValue("added", change.added())
                    .addKeyValue("changed", change.changed())
                    .addKeyValue("removed", change.removed())
                    .addKeyValue("clusters", server.clusterCount())
                    .log("configuration reloaded");
            List<String> lines = new ArrayList<>();
            change.added().forEach(id -> lines.add("added    " + id));
            change.changed().forEach(id -> lines.add("changed  " + id));
            change.removed().forEach(id -> lines.add("removed  " + id));
            lines.add("The configuration is in use: " + Text.count(server.clusterCount(), "cluster") + ".");
            return new Outcome(Verdict.TAKEN, lines);
        } catch (DocumentException e) {
            return refused(content, e.problems());
        } catch (RefusedException e) {
            return refused(content, e.problems());
        } finally {
            systemd.ready(status(server));
        }
    }

    private Outcome refused(byte[] content, List<Problem> problems) {
        List<String> lines = new ArrayList<>(ProblemLines.of(file, content, problems));
        lines.forEach(line -> log.atError().addKeyValue("problem", line).log("configuration not reloaded"));
        lines.add("Nothing was changed.");
        return new Outcome(Verdict.REFUSED, lines);
    }
}
