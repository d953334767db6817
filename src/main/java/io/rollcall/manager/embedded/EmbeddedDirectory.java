package io.rollcall.manager.embedded;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.write.HashedPassword;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A Manager's directory inside this process, for a laptop without an LDAP server: speaks LDAP on loopback, holds
/// the Manager's built-in roles, groups and users from the start, and stores all entries in a folder.
///
/// A change is in the folder's journal before its client is answered, so killing the process loses nothing
/// that was confirmed. The journal is not forced to the disk; after a power failure the last changes may be
/// missing. At each start the journal is folded into the base file.
public final class EmbeddedDirectory implements AutoCloseable {
    private final LdapSettings settings;
    private final InMemoryDirectoryServer server;
    private final JournalInterceptor recorder;
    private final Journal journal;
    private final DirectoryFiles files;

    private EmbeddedDirectory(
            LdapSettings settings,
            InMemoryDirectoryServer server,
            JournalInterceptor recorder,
            Journal journal,
            DirectoryFiles files) {
        this.settings = settings;
        this.server = server;
        this.recorder = recorder;
        this.journal = journal;
        this.files = files;
    }

    /// Opens the folder, or fills a new one, and starts to listen.
    ///
    /// @param folder where the directory is stored; created when missing
    /// @param port on loopback; 0 for any free one
    /// @param baseDn of the form `dc=…`; must stay what it was when the folder was filled
    /// @param bindDn the only login; it may read and write everything
    /// @throws IOException when the folder or the port cannot be used; the message says which and why
    public static EmbeddedDirectory start(Path folder, int port, String baseDn, String bindDn, Secret password)
            throws IOException {
        return start(folder, port, baseDn, bindDn, password, List.of());
    }

    public static EmbeddedDirectory start(
            Path folder,
            int port,
            String baseDn,
            String bindDn,
            Secret password,
            List<InMemoryOperationInterceptor> interceptors)
            throws IOException {
        DirectoryFiles files = DirectoryFiles.open(folder);
        try {
            return start(files, port, baseDn, bindDn, password, interceptors);
        } catch (LDAPException | LDIFException e) {
            files.close();
            throw new IOException("the embedded directory cannot start: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private static EmbeddedDirectory start(
            DirectoryFiles files,
            int port,
            String baseDn,
            String bindDn,
            Secret password,
            List<InMemoryOperationInterceptor> interceptors)
            throws IOException, LDAPException, LDIFException {
        // The files are read and folded by a server that does not listen; the one that listens starts with all
        // entries.
        InMemoryDirectoryServer loading = new InMemoryDirectoryServer(config(baseDn));
        long generation = files.load(loading).orElse(0L);
        if (generation == 0) {
            for (Entry entry : managerBase(baseDn)) {
                loading.add(entry);
            }
        }
        Journal journal = files.begin(generation + 1, loading);
        try {
            JournalInterceptor recorder = new JournalInterceptor(journal);
            InMemoryDirectoryServerConfig config = config(baseDn);
            config.addAdditionalBindCredentials(bindDn, password.reveal());
            config.setAuthenticationRequiredOperationTypes(
                    OperationType.ADD,
                    OperationType.COMPARE,
                    OperationType.DELETE,
                    OperationType.MODIFY,
                    OperationType.MODIFY_DN,
                    OperationType.SEARCH);
            // Other kinds of writes would bypass the journal.
            config.getExtendedOperationHandlers().clear();
            interceptors.forEach(config::addInMemoryOperationInterceptor);
            // Last, since it must see the end of each operation whose beginning it saw.
            config.addInMemoryOperationInterceptor(recorder);
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.ofLiteral("127.0.0.1"), port, null));
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            recorder.of(server);
            server.restoreSnapshot(loading.createSnapshot());
            server.startListening();
            LdapSettings settings =
                    LdapSettings.of(URI.create("ldap://127.0.0.1:" + server.getListenPort()), baseDn, bindDn, password);
            return new EmbeddedDirectory(settings, server, recorder, journal, files);
        } catch (LDAPException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static InMemoryDirectoryServerConfig config(String baseDn)
            throws LDAPException, IOException, LDIFException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(baseDn);
        config.setSchema(schema());
        config.setGenerateOperationalAttributes(false);
        config.setPasswordEncoders(null, HashedPassword.encoder());
        return config;
    }

    /// The standard schema, and the very file that operators load into OpenLDAP.
    private static Schema schema() throws IOException, LDAPException, LDIFException {
        String bis = resource("rfc2307bis.ldif")
                .replace("olcAttributeTypes:", "attributeTypes:")
                .replace("olcObjectClasses:", "objectClasses:");
        return Objects.requireNonNull(Schema.mergeSchemas(
                Schema.getDefaultStandardSchema(), parsed(resource("embedded-schema.ldif")), parsed(bis)));
    }

    private static Schema parsed(String ldif) throws IOException, LDIFException {
        return Objects.requireNonNull(
                Schema.getSchema(new ByteArrayInputStream(ldif.getBytes(StandardCharsets.UTF_8))), "no schema in it");
    }

    private static List<Entry> managerBase(String baseDn) throws IOException, LDIFException, LDAPException {
        List<Entry> entries = new ArrayList<>();
        entries.add(suffix(baseDn));
        String ldif = resource("manager-base.ldif").replace(LdapSettings.DEFAULT_BASE, baseDn);
        try (LDIFReader reader = new LDIFReader(new BufferedReader(new StringReader(ldif)))) {
            Entry entry = reader.readEntry();
            while (entry != null) {
                entries.add(entry);
                entry = reader.readEntry();
            }
        }
        return entries;
    }

    private static Entry suffix(String baseDn) throws LDAPException, IOException {
        RDN rdn = new DN(baseDn).getRDN();
        if (rdn == null || !rdn.getAttributeNames()[0].toLowerCase(Locale.ROOT).equals("dc")) {
            throw new IOException("the base of the embedded directory must begin with dc=, not be '" + baseDn + "'");
        }
        return new Entry(
                baseDn,
                new Attribute("objectClass", "top", "domain"),
                new Attribute("dc", rdn.getAttributeValues()[0]));
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = EmbeddedDirectory.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("the program lacks its own file " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Settings with which [io.rollcall.manager.LdapTarget] reaches it.
    public LdapSettings settings() {
        return settings;
    }

    /// Its address, `ldap://127.0.0.1:PORT`.
    public URI url() {
        return settings.servers().getFirst();
    }

    /// Stops listening and releases the folder. All confirmed changes are in the folder already.
    @Override
    public void close() {
        recorder.stop();
        server.shutDown(true);
        try (files;
                journal) {
            // Both are closed here, even if one of them fails.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the folder of the embedded directory cannot be closed", e);
        }
    }
}
