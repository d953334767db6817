package io.rollcall.manager.kerberos;

import io.rollcall.background.RefusedLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The login of this service at a realm's `kadmind`, with the keys of a file. Keys that were refused are not
/// presented again until the file changes, or after a growing while: most realms lock a principal after a few
/// failures. Thread-safe; one login at a time.
final class AdministratorLogin {
    /// Words of MIT's error tables, in the C locale, with which a KDC refuses a login, each with its meaning.
    private record Meaning(String words, String explanation) {}

    private static final List<Meaning> REFUSALS = List.of(
            new Meaning("Incorrect password", "its key was changed in the realm: make a new keytab of it (ktadd)"),
            new Meaning(
                    "Preauthentication failed", "its key was changed in the realm: make a new keytab of it (ktadd)"),
            new Meaning("Decrypt integrity check", "its key was changed in the realm: make a new keytab of it (ktadd)"),
            new Meaning("credentials have been revoked", "it is locked there: unlock it (modprinc -unlock)"),
            new Meaning("not found in Kerberos database", "the realm has no such principal"),
            new Meaning("expired", "it or its key has expired there: renew it, and make a new keytab of it (ktadd)"),
            new Meaning("No key table entry", "the keytab holds no key of it"),
            new Meaning("Key table entry not found", "the keytab holds no key of it"),
            new Meaning("no suitable keys", "the keytab holds no key of it that the realm takes"),
            new Meaning("Key table file", "the keytab cannot be read"));

    private final RealmSettings settings;
    private final RefusedLogin refused;
    private final ReentrantLock one = new ReentrantLock();

    /// The realm refused the login. The message is complete and meant for people.
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }

        RefusedException(String message, IOException cause) {
            super(message, cause);
        }
    }

    AdministratorLogin(RealmSettings settings, InstantSource clock) {
        this.settings = settings;
        this.refused = new RefusedLogin(clock);
    }

    /// Starts a child and waits until it has authenticated itself.
    ///
    /// @throws RefusedException when the realm refuses the login
    /// @throws IOException when the realm does not answer, in `kadmin`'s words
    KadminSession open(Duration limit) throws IOException, InterruptedException {
        if (!one.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException("another login did not end within " + limit.toSeconds() + " s");
        }
        try {
            String evidence = evidence();
            Optional<String> standing = refused.standing(evidence);
            if (standing.isPresent()) {
                throw new RefusedException(standing.get());
            }
            return present(limit, evidence);
        } finally {
            one.unlock();
        }
    }

    private KadminSession present(Duration limit, String evidence) throws IOException, InterruptedException {
        try {
            KadminSession session = KadminSession.open(settings, limit);
            refused.accepted();
            return session;
        } catch (IOException e) {
            String words = String.valueOf(e.getMessage());
            Optional<Meaning> meaning = KadminAnswer.isAway(words)
                    ? Optional.empty()
                    : REFUSALS.stream()
                            .filter(one -> words.contains(one.words()))
                            .findFirst();
            if (meaning.isEmpty()) {
                throw e;
            }
            String said = "the administrator " + settings.administrator() + "@" + settings.realm() + " with the keytab "
                    + settings.keytab() + " is not accepted by the realm " + settings.realm() + ": "
                    + meaning.get().explanation() + " (" + words + ")";
            refused.refused(evidence, said);
            throw new RefusedException(said, e);
        }
    }

    /// A stand-in for the current content of the keytab; links are followed.
    private String evidence() {
        Path keytab = settings.keytab();
        try {
            return Files.getLastModifiedTime(keytab) + " " + Files.size(keytab) + " " + keytab.toRealPath();
        } catch (IOException e) {
            return "";
        }
    }
}
