package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.ApiClient;
import io.rollcall.manager.LdapProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One of several processes of Rollcall that share a database, with a way to the directory of its own.
final class Replica implements AutoCloseable {
    private final Path folder;
    private final LdapProxy proxy;
    private volatile boolean reachable;
    private @Nullable RollcallProcess process;

    /// @param proxy the way to the directory that its configuration names
    Replica(Path folder, LdapProxy proxy, String configuration) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.proxy = proxy;
        Files.writeString(folder.resolve("rollcall.yaml"), configuration);
    }

    void start() {
        process = RollcallProcess.serve(folder);
    }

    void awaitReady() {
        RollcallProcess ignored = process().awaitReady();
        reachable = true;
    }

    RollcallProcess process() {
        return Objects.requireNonNull(process);
    }

    /// Whether a load balancer would send it requests.
    boolean reachable() {
        return reachable;
    }

    ApiClient client() {
        return process().client(SeededIam.ACCESS, SeededIam.SECRET);
    }

    void kill() {
        reachable = false;
        process().kill();
    }

    void terminate() {
        reachable = false;
        assertThat(process().terminate()).as(process().err()).isEqualTo(143);
    }

    void pause() {
        reachable = false;
        process().signal("STOP");
    }

    void wake() {
        process().signal("CONT");
        reachable = true;
    }

    /// Whether it was the one that took up the operation last.
    boolean worksOn(OperationTable.Row operation) {
        String id = "operation=\"" + operation.id() + '"';
        String token = "token=\"" + operation.token() + '"';
        return log().lines().anyMatch(line -> line.contains(id) && line.contains(token));
    }

    /// Its log, from its start on.
    String log() {
        return process().err();
    }

    LdapProxy proxy() {
        return proxy;
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        proxy.close();
    }
}
