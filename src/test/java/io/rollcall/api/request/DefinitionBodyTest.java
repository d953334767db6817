package io.rollcall.api.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.api.error.ApiException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionBodyTest {
    private static final ProjectId P1 = new ProjectId("p1");
    private static final ClusterId C1 = new ClusterId("c1");

    private static DefinitionBody.Asked read(String body, String... ifMatch) {
        return DefinitionBody.read(body.getBytes(UTF_8), P1, C1, List.of(ifMatch));
    }

    private static String refusal(String body, String... ifMatch) {
        return catchThrowableOfType(ApiException.class, () -> read(body, ifMatch))
                .text()
                .english();
    }

    @Test
    void theSectionIsKeptAsItIsWithoutTheVersion() {
        assertThat(read("{\"id\":\"c1\", \"project\":\"p1\", \"version\": 3, \"names\":{\"longest_user\": 20}}"))
                .isEqualTo(new DefinitionBody.Asked(
                        C1, "{\"id\":\"c1\",\"project\":\"p1\",\"names\":{\"longest_user\":20}}", 3L));
    }

    @Test
    void theVersionIsThatOfTheBodyOrTheHeader() {
        String body = "{\"id\":\"c1\",\"project\":\"p1\"}";
        assertThat(read(body).version()).isNull();
        assertThat(read(body, "*").version()).isNull();
        assertThat(read(body, "\"7\"").version()).isEqualTo(7);
        assertThat(read(body.replace("}", ",\"version\":7}"), "\"7\"").version())
                .isEqualTo(7);
        assertThat(refusal(body.replace("}", ",\"version\":8}"), "\"7\"")).contains("version must be that of If-Match");
        assertThat(refusal(body.replace("}", ",\"version\":\"8\"}"))).contains("version must be a whole number");
        for (String tag : List.of("7", "W/\"7\"", "\"7\", \"8\"")) {
            assertThat(refusal(body, tag)).contains("If-Match must be the ETag of a definition");
        }
        assertThat(DefinitionBody.version(new byte[0], List.of())).isNull();
        assertThat(DefinitionBody.version("{\"version\":4}".getBytes(UTF_8), List.of()))
                .isEqualTo(4);
    }

    @Test
    void aNumberIsTheTextThatItIsWrittenAs() {
        DefinitionBody.Asked asked = DefinitionBody.read(
                "{\"id\":123,\"project\":456}".getBytes(UTF_8), new ProjectId("456"), new ClusterId("123"), List.of());
        assertThat(asked.cluster()).isEqualTo(new ClusterId("123"));
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        assertThat(refusal("{\"id\":\"../c1\",\"project\":\"p2\",\"version\":1.5}"))
                .contains("version must be", "id must be 1 to 64", "project must be the project_id");
        assertThat(refusal("{\"id\":\"c1\",\"project\":\"p1\",\"name\":\"" + "x".repeat(70_000) + "\"}"))
                .contains("body must have at most 65536 characters");
        assertThat(refusal("[]")).contains("must be a JSON object");
    }
}
