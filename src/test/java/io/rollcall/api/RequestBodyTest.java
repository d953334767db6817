package io.rollcall.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Language;
import io.rollcall.api.request.RequestBody;
import io.rollcall.api.request.RequestBody.Form;
import io.rollcall.api.request.RequestBody.SyncRequest;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a body may say (R1 to R3, and 0010).
class RequestBodyTest {
    private static final String EXAMPLE =
            "{ \"is_all_sync\" : false, \"group_names\" : [ \"groups1\" ], \"user_names\" : [ \"user1\", \"user2\" ] }";

    @Test
    void theDocumentedExampleNamesAGroupAndTwoUsers() {
        Command named = new Command.Synchronize(named(List.of("user1", "user2"), List.of("groups1")));
        assertThat(read(EXAMPLE, Form.SYNC)).isEqualTo(new SyncRequest(named, false));
    }

    @Test
    void theDocumentedExampleOfCancelNamesAGroupAndTwoUsers() {
        Command cancel = new Command.Cancel(named(List.of("user1", "user2"), List.of("groups1")));
        assertThat(read("{\"group_names\":[\"groups1\"],\"user_names\":[\"user1\",\"user2\"]}", Form.CANCEL))
                .isEqualTo(new SyncRequest(cancel, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \n",
                "{}",
                "{\"is_all_sync\":false}",
                "{\"is_all_sync\":null,\"user_names\":null,\"group_names\":null}",
                "{\"user_names\":[],\"group_names\":[]}",
                "{\"other\":[1,{\"user_names\":[\"u\"]}]}"
            })
    void nothingSelectedIsRefused(String body) {
        assertThat(refusal(body, Form.SYNC)).contains("nothing is selected", "is_all_sync");
        assertThat(refusal(body, Form.CANCEL)).contains("nothing is selected").doesNotContain("is_all_sync");
    }

    @Test
    void cancelHasNoSwitchForEverything() {
        assertThat(refusal("{\"is_all_sync\":true}", Form.CANCEL)).contains("nothing is selected");
        assertThat(refusal("{\"action\":\"cancel\",\"is_all_sync\":true}", Form.OPERATION))
                .contains("nothing is selected");
    }

    @Test
    void everythingIgnoresTheListsButChecksThem() {
        assertThat(read("{\"is_all_sync\":true,\"user_names\":[\"u\"]}", Form.SYNC)
                        .command())
                .isEqualTo(new Command.Synchronize(new Selection.Everything()));
        assertThat(refusal("{\"is_all_sync\":true,\"user_names\":[\"\"]}", Form.SYNC))
                .contains("user_names[0]");
    }

    @Test
    void tenMistakesAreTenNamedProblems() {
        String body = "{\"is_all_sync\":\"true\",\"user_names\":[\"\",null,1,true,{},\"ok\",\"a\\u0000b\"],"
                + "\"group_names\":[[\"x\"],\"" + "g".repeat(65) + "\",\"\\ud800\"]}";
        String message = refusal(body, Form.SYNC);
        assertThat(message)
                .contains(
                        "is_all_sync must be",
                        "user_names[0] must have 1 to 64",
                        "user_names[1] must be a string",
                        "user_names[2] must be a string",
                        "user_names[3] must be a string",
                        "user_names[4] must be a string",
                        "user_names[6] must not hold control",
                        "group_names[0] must be a string",
                        "group_names[1] must have 1 to 64 characters, but has 65",
                        "group_names[2] must not hold control");
        assertThat(message.split("; ", -1)).hasSize(10);
    }

    @Test
    void theSameProblemsAreNamedInChinese() {
        ApiException error = catchThrowableOfType(
                ApiException.class, () -> read("{\"user_names\":[\"\",1],\"group_names\":{}}", Form.SYNC));
        assertThat(error.text().in(Language.CHINESE))
                .startsWith("参数无效。")
                .contains("user_names[0]长度必须为", "user_names[1]必须为字符串", "group_names必须为字符串数组");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"u\"", "{}", "1", "true"})
    void aListThatIsNoArrayIsRefused(String value) {
        assertThat(refusal("{\"user_names\":" + value + "}", Form.SYNC))
                .contains("user_names must be an array of strings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"text\"", "1", "true", "[{\"is_all_sync\":true}]"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        assertThat(refusal(body, Form.SYNC)).contains("must be a JSON object");
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 1; length < EXAMPLE.length(); length++) {
            assertThat(refusal(EXAMPLE.substring(0, length), Form.SYNC))
                    .as(EXAMPLE.substring(0, length))
                    .contains("not valid JSON at line 1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"is_all_sync\":true,\"is_all_sync\":false}",
                "{\"user_names\":[\"a\"],\"user_names\":[\"b\"]}",
                "{\"is_all_sync\":true,\"x\":{\"y\":1,\"y\":2}}",
                "{\"is_all_sync\":true,\"is_all\\u005fsync\":true}"
            })
    void aFieldGivenTwiceIsRefused(String body) {
        assertThat(refusal(body, Form.SYNC)).contains("given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"is_all_sync\":true}{}", "{\"is_all_sync\":true} x", "{\"is_all_sync\":true},"})
    void whatFollowsTheObjectIsRefused(String body) {
        assertThat(refusal(body, Form.SYNC)).startsWith("The parameter is invalid. ");
    }

    @Test
    void deepNestingIsRefusedWithoutHarm() {
        String deep = "{\"is_all_sync\":true,\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThat(refusal(deep, Form.SYNC)).contains("not valid JSON");
    }

    @Test
    void otherEncodingsAreRefused() {
        String body = "{\"user_names\":[\"Zoë\"]}";
        assertThat(refusal(body.getBytes(ISO_8859_1), Form.SYNC)).contains("UTF-8");
        assertThat(refusal(body.getBytes(UTF_16), Form.SYNC)).contains("UTF-8");
    }

    @Test
    void escapedAndPlainUnicodeAreTheSame() {
        assertThat(read("{\"user_names\":[\"\\u5F20\\u4E09\"]}", Form.SYNC))
                .isEqualTo(read("{\"user_names\":[\"张三\"]}", Form.SYNC));
    }

    @Test
    void lengthCountsCharactersAndNotUnits() {
        String four = "\ud83d\ude00";
        assertThat(read("{\"user_names\":[\"" + four.repeat(64) + "\"]}", Form.SYNC))
                .isNotNull();
        assertThat(refusal("{\"user_names\":[\"" + four.repeat(65) + "\"]}", Form.SYNC))
                .contains("but has 65");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a ", "\u202euser", "*()\\\\,=+<>#;", "a\\\"b", "..", "%2f", "a/b", "\u00a0"})
    void whatOnlyLooksOddIsAName(String name) {
        assertThat(read("{\"user_names\":[\"" + name + "\"]}", Form.SYNC)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "a\\nb", "\\u007f", "\\u0085", "\\ud800", "\\udc00\\ud800", "\\t"})
    void controlCharactersAndBrokenUnicodeAreRefused(String name) {
        assertThat(refusal("{\"user_names\":[\"" + name + "\"]}", Form.SYNC))
                .contains("user_names[0] must not hold control characters");
    }

    @ParameterizedTest
    @CsvSource({"SYNC", "CANCEL"})
    void aThousandDifferentNamesAreAcceptedAndOneMoreIsNot(Form form) {
        assertThat(read("{\"user_names\":" + names(1000) + ",\"group_names\":" + names(1000) + "}", form))
                .isNotNull();
        assertThat(refusal("{\"user_names\":" + names(1001) + "}", form))
                .contains("user_names must hold at most 1000 different names, but holds 1001");
        assertThat(refusal("{\"group_names\":" + names(1001) + "}", form)).contains("group_names must hold");
    }

    @Test
    void exactDuplicatesCountOnce() {
        String twice = names(1000).replace("[", "").replace("]", "");
        assertThat(read("{\"user_names\":[" + twice + "," + twice + "]}", Form.SYNC))
                .isNotNull();
    }

    @Test
    void aHundredThousandNamesAreAnsweredAtOnceAndInFewWords() {
        String good = refusal("{\"user_names\":" + names(100_000) + "}", Form.SYNC);
        String bad = Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> refusal("{\"user_names\":[" + "1,".repeat(99_999) + "1]}", Form.SYNC));
        assertThat(good).contains("holds 100000");
        assertThat(bad).contains("and 99950 more");
        assertThat(bad.length()).isLessThan(3000);
    }

    @Test
    void nothingOfTheBodyIsRepeated() {
        assertThat(refusal("{\"user_names\":[\"\\u0000<script>\"],\"<script>\":\"<script>\"}", Form.SYNC))
                .doesNotContain("script");
        assertThat(refusal("{\"user_names\":<script>}", Form.SYNC)).doesNotContain("script");
    }

    @Test
    void anOperationHasAnActionAndMayBeADryRun() {
        assertThat(read("{\"action\":\"sync\",\"is_all_sync\":true,\"dry_run\":true}", Form.OPERATION))
                .isEqualTo(new SyncRequest(new Command.Synchronize(new Selection.Everything()), true));
        assertThat(read("{\"dry_run\":false,\"user_names\":[\"u\"],\"action\":\"cancel\"}", Form.OPERATION))
                .isEqualTo(new SyncRequest(new Command.Cancel(named(List.of("u"), List.of())), false));
    }

    @Test
    void anOperationWithoutASoundActionIsRefused() {
        assertThat(refusal("{\"is_all_sync\":true}", Form.OPERATION)).contains("action is missing");
        assertThat(refusal("{\"action\":\"erase\",\"dry_run\":1,\"is_all_sync\":true}", Form.OPERATION))
                .contains("action must be \"sync\" or \"cancel\"; dry_run must be true or false");
    }

    private static Selection.Named named(List<String> users, List<String> groups) {
        return Selection.Named.of(
                users.stream().map(UserName::new).toList(),
                groups.stream().map(GroupName::new).toList());
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"user" + i + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static SyncRequest read(String body, Form form) {
        return RequestBody.read(body.getBytes(UTF_8), form);
    }

    private static String refusal(String body, Form form) {
        return refusal(body.getBytes(UTF_8), form);
    }

    private static String refusal(byte[] body, Form form) {
        ApiException error = catchThrowableOfType(ApiException.class, () -> RequestBody.read(body, form));
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        return error.text().in(Language.ENGLISH);
    }
}
