package io.rollcall.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.OperationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the operating system of a cluster's node makes of the directory, through a real `nslcd`. The node's
/// files in `/etc` are shown to its processes alone, by a mount namespace of their own.
class NodeIT {
    @TempDir
    Path folder;

    @Test
    void aSynchronizedUserIsThereOnTheNodeWithItsGroupsAndIsGoneAfterACancel() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(3))) {
            prepareNode(slapd);
            String both = "getent passwd user00001; id user00001";
            assertThat(onNode(both)).contains("no such user").doesNotContain("/home/");

            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            int uid = number("user00001", cluster);
            int gid = Objects.requireNonNull(
                            cluster.target().read(Progress.NONE).account(new UserName("user00001")))
                    .gidNumber();

            assertThat(onNode(both).lines().toList())
                    .hasSize(2)
                    .first()
                    .isEqualTo("user00001:*:%d:%d:user00001:/home/user00001:/bin/bash".formatted(uid, gid));
            assertThat(onNode("id -u user00001").strip()).isEqualTo(Integer.toString(uid));
            assertThat(onNode("id -Gn user00001 2>/dev/null").strip().split(" "))
                    .contains("data", "launcher-job")
                    .allMatch(group ->
                            group.equals("data") || group.equals("launcher-job") || group.equals(String.valueOf(gid)));
            assertThat(onNode("getent group data"))
                    .contains("user00000", "user00001", "user00002")
                    .startsWith("data:*:");

            assertThat(cluster.cancelAll().state()).isEqualTo(OperationState.COMPLETED);

            assertThat(onNode(both)).contains("no such user").doesNotContain("/home/");
            assertThat(onNode("getent group data")).isEmpty();
        }
    }

    private static int number(String name, SyncedCluster cluster) throws Exception {
        return Objects.requireNonNull(cluster.target().read(Progress.NONE).account(new UserName(name)))
                .uidNumber();
    }

    private void prepareNode(Slapd slapd) throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            ManagerFixture.add(
                    admin,
                    "dn: cn=answered,ou=Groups," + Slapd.BASE,
                    "objectClass: organizationalRole",
                    "objectClass: posixGroup",
                    "cn: answered",
                    "gidNumber: 4999");
        }
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(folder.resolve("nsswitch.conf"), "passwd: files ldap\ngroup: files ldap\nshadow: files\n");
        Path configuration = Files.createFile(
                folder.resolve("nslcd.conf"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(configuration, """
                uid nslcd
                gid nslcd
                uri %s/
                base passwd ou=Peoples,%2$s
                base group ou=Groups,%2$s
                """.formatted(slapd.url(), Slapd.BASE));
        Files.writeString(folder.resolve("node.sh"), """
                set -e
                cd "$1"
                mkdir -p /run/nslcd
                touch /etc/nslcd.conf
                chmod 755 run
                chown nslcd:nslcd run
                mount --bind run /run/nslcd
                mount --bind nsswitch.conf /etc/nsswitch.conf
                mount --bind nslcd.conf /etc/nslcd.conf
                rm -f run/socket
                nslcd -n >nslcd.log 2>&1 &
                server=$!
                trap 'kill -9 "$server"' EXIT
                tries=0
                until getent group answered >/dev/null; do
                  [ $((tries += 1)) -lt 600 ] || { cat nslcd.log; exit 1; }
                  sleep 0.05
                done
                set +e
                sh -c "$2" 2>&1
                exit 0
                """);
        Process allowed = new ProcessBuilder("unshare", "-m", "--propagation", "private", "true")
                .redirectErrorStream(true)
                .start();
        String answer = new String(allowed.getInputStream().readAllBytes(), UTF_8).strip();
        if (allowed.waitFor() != 0) {
            String sentence = "this test needs root and a mount namespace of its own (unshare -m): " + answer;
            assertThat(System.getenv("CI")).as(sentence).isNotEqualTo("true");
            Assumptions.abort(sentence);
        }
    }

    /// What a command prints on a node that has just started, once `nslcd` answers from the directory: until then,
    /// every name is missing.
    private String onNode(String command) throws IOException, InterruptedException {
        Process node = new ProcessBuilder(List.of(
                        "unshare",
                        "-m",
                        "--propagation",
                        "private",
                        "bash",
                        folder + "/node.sh",
                        folder.toString(),
                        command))
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        return output;
    }
}
