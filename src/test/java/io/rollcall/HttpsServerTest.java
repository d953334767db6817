package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.Connection;
import io.rollcall.demo.DemoWorld;
import io.rollcall.server.Server;
import io.rollcall.signature.RequestSigner;
import io.rollcall.tls.Certificates;
import io.rollcall.tls.ClientTls;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server over HTTPS, as `rollcall demo --tls` starts it, and the command line as its client.
class HttpsServerTest {
    @TempDir
    private Path folder;

    private static ApiClient client(DemoWorld world, URI url, ClientTls tls) throws Exception {
        return new ApiClient(new Connection(
                url,
                world.cluster().project(),
                world.cluster().id(),
                new Connection.Credentials.Key(RequestSigner.sdkHmac(world.accessKey(), world.secretKey())),
                tls));
    }

    @Test
    void theCommandLineTrustsWhatItsProfileNames() throws Exception {
        try (DemoWorld world = DemoWorld.create();
                Server server = Server.start(world.configuration(0, true))) {
            assertThat(server.url().getScheme()).isEqualTo("https");
            assertThat(server.facts().get("url")).isEqualTo(server.url().toString());
            assertThat(server.managementUrl().toString()).matches("http://127\\.0\\.0\\.1:[1-9][0-9]+");
            ClientTls trusting = new ClientTls(world.certificate(), null, null);
            assertThat(client(world, server.url(), trusting).get("iam-sync").status())
                    .isEqualTo(200);
            URI byName = URI.create("https://localhost:" + server.url().getPort());
            assertThat(client(world, byName, trusting).get("iam-sync").status()).isEqualTo(200);

            ApiClient trustingJava = client(world, server.url(), ClientTls.DEFAULT);
            assertThatThrownBy(() -> trustingJava.get("iam-sync"))
                    .isInstanceOf(ApiFailure.class)
                    .hasMessageContaining("certificate");
            Certificates others = new Certificates(folder).make("other");
            ApiClient trustingAnother =
                    client(world, server.url(), new ClientTls(others.certificate("other"), null, null));
            assertThatThrownBy(() -> trustingAnother.get("iam-sync")).isInstanceOf(ApiFailure.class);
        }
    }

    @Test
    void filesThatCannotBeUsedAreSaidAtTheStart() throws Exception {
        try (DemoWorld world = DemoWorld.create()) {
            var configuration = world.configuration(0, true);
            Files.writeString(world.certificate(), "no certificate");
            assertThatThrownBy(() -> Server.start(configuration))
                    .hasMessageContaining(world.certificate() + " holds no certificate");
        }
    }
}
