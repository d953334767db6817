package io.rollcall.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.Language;
import io.rollcall.operation.model.Result;
import io.rollcall.sync.target.ObjectKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    @Test
    void whatIsNotGivenHasADefault() {
        Query query = new Query("unknown=1");
        assertThat(query.limit()).isEqualTo(100);
        assertThat(query.rowMarker()).isZero();
        assertThat(query.operationMarker()).isNull();
        assertThat(query.outcome()).isNull();
        assertThat(query.kind()).isNull();
        query.refuse();
    }

    @Test
    void whatIsGivenIsUnderstood() {
        Query query = new Query("limit=1000&marker=17&outcome=already%5fso&kind=role");
        assertThat(query.limit()).isEqualTo(1000);
        assertThat(query.rowMarker()).isEqualTo(17);
        assertThat(query.outcome()).isEqualTo(Result.Outcome.ALREADY_SO);
        assertThat(query.kind()).isEqualTo(ObjectKind.ROLE);
        query.refuse();
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        Query query = new Query("limit=0&marker=x&outcome=fine&kind=user&kind=group");
        query.limit();
        query.rowMarker();
        query.outcome();
        query.kind();
        assertThat(refusal(query))
                .contains(
                        "limit must be 1 to 1000",
                        "marker must be",
                        "outcome must be one of",
                        "kind must be given once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "1.5", "", "99999999999999999999", "%", "1e2", "٣"})
    void aLimitOutOfBoundsIsRefused(String limit) {
        Query query = new Query("limit=" + limit);
        query.limit();
        assertThat(refusal(query)).contains("limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "-1", "9999999999999999999"})
    void aMarkerThatNoAnswerGaveIsRefused(String marker) {
        Query rows = new Query("marker=" + marker);
        rows.rowMarker();
        assertThat(refusal(rows)).contains("marker");
        Query operations = new Query("marker=" + marker);
        operations.operationMarker();
        assertThat(refusal(operations)).contains("marker");
    }

    private static String refusal(Query query) {
        return catchThrowableOfType(ApiException.class, query::refuse).text().in(Language.ENGLISH);
    }
}
