package io.rollcall.api.request;

import io.rollcall.api.error.Problems;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Result;
import io.rollcall.sync.target.ObjectKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The query parameters of the lists (R30). Reads a value, records what is wrong with it, and continues,
/// so that [#refuse] names every problem; unknown parameters are ignored.
public final class Query {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAXIMUM_LIMIT = 1_000;

    private final Map<String, List<String>> values = new HashMap<>();
    private final Problems problems = new Problems();

    public Query(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return;
        }
        for (String parameter : rawQuery.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
        }
    }

    public int limit() {
        String value = single("limit");
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        int limit = value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 0;
        if (limit < 1 || limit > MAXIMUM_LIMIT) {
            problems.add("limit", "must be 1 to " + MAXIMUM_LIMIT, "必须为1到" + MAXIMUM_LIMIT + "的整数");
            return DEFAULT_LIMIT;
        }
        return limit;
    }

    /// The marker of a list of operations: the id after which it goes on.
    public @Nullable OperationId operationMarker() {
        return operation("marker");
    }

    private @Nullable OperationId operation(String name) {
        String value = single(name);
        if (value == null) {
            return null;
        }
        if (!OperationId.isValid(value)) {
            problems.add(name, "must be the id of an operation", "必须为操作ID");
            return null;
        }
        return new OperationId(value);
    }

    /// The marker of a list of rows: the number after which it goes on.
    public long rowMarker() {
        String value = single("marker");
        if (value == null) {
            return 0;
        }
        if (!value.matches("[0-9]{1,18}")) {
            problems.add("marker", "must be the number of a row", "必须为行号");
            return 0;
        }
        return Long.parseLong(value);
    }

    public Result.@Nullable Outcome outcome() {
        return word("outcome", Result.Outcome.values(), Result.Outcome::word);
    }

    public @Nullable ObjectKind kind() {
        return word("kind", ObjectKind.values(), ObjectKind::word);
    }

    /// A word of a list that the caller chooses from; null if the parameter is missing.
    ///
    /// @param spelling of each of them
    public <T> @Nullable T oneOf(String name, T[] known, Function<T, String> spelling) {
        return word(name, known, spelling);
    }

    /// Words of a list, separated by commas; null if the parameter is missing.
    public <T> @Nullable List<T> someOf(String name, T[] known, Function<T, String> spelling) {
        String value = single(name);
        if (value == null) {
            return null;
        }
        List<T> chosen = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            T one = find(name, part, known, spelling);
            if (one != null) {
                chosen.add(one);
            }
        }
        return chosen;
    }

    /// A name, or a part of one; null if the parameter is missing.
    public @Nullable String text(String name) {
        String value = single(name);
        return value == null || !NameList.isSound(value, name, problems) ? null : value;
    }

    /// Whether something is wanted; null if the parameter is missing.
    public @Nullable Boolean flag(String name) {
        return word(name, new Boolean[] {true, false}, String::valueOf);
    }

    /// An operation; null if the parameter is missing.
    public @Nullable OperationId operation() {
        return operation("operation_id");
    }

    /// The id of a cluster; null if the parameter is missing.
    public @Nullable ClusterId cluster() {
        String value = single("cluster_id");
        if (value != null && !ClusterId.isValid(value)) {
            problems.add("cluster_id", "must be 1 to 64 letters, digits, '_' or '-'", "必须为1到64个字母、数字、“_”或“-”");
            return null;
        }
        return value == null ? null : new ClusterId(value);
    }

    /// The marker of a list in an order that the caller chose: what the page before ended with.
    public @Nullable String keyMarker() {
        String value = single("marker");
        if (value == null) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            problems.add("marker", "must be the next_marker of a page", "必须为上一页的next_marker");
            return null;
        }
    }

    /// The form of a [#keyMarker].
    public static String keyMarker(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /// In what form a whole plan is wanted: as the query says, or else as `Accept` says; null for a page of it.
    public @Nullable PlanFormat format(List<String> accept) {
        boolean ldif = accept.stream().anyMatch(value -> value.contains("text/ldif"));
        PlanFormat said = word("format", PlanFormat.values(), PlanFormat::word);
        return said == null && ldif ? PlanFormat.LDIF : said;
    }

    /// The time from which entries are wanted; the earliest possible time if the parameter is missing.
    public Instant since() {
        Instant since = time("since");
        return since == null ? Instant.EPOCH : since;
    }

    /// The time before which entries are wanted; null if the parameter is missing.
    public @Nullable Instant until() {
        return time("until");
    }

    private @Nullable Instant time(String name) {
        String value = single(name);
        if (value == null) {
            return null;
        }
        try {
            Instant time = Instant.parse(value);
            // A time that a database cannot count in milliseconds is refused.
            if (time.getEpochSecond() >= 0 && time.getEpochSecond() < 1L << 40) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Reported below.
        }
        problems.add(name, "must be a time like 2026-01-31T00:00:00Z", "必须为时间，例如2026-01-31T00:00:00Z");
        return null;
    }

    /// @throws ApiException 400 `12000002` if any value that was read is wrong
    public void refuse() {
        problems.refuse();
    }

    private <T> @Nullable T word(String name, T[] known, Function<T, String> spelling) {
        String value = single(name);
        return value == null ? null : find(name, value, known, spelling);
    }

    private <T> @Nullable T find(String name, String value, T[] known, Function<T, String> spelling) {
        for (T candidate : known) {
            if (spelling.apply(candidate).equals(value)) {
                return candidate;
            }
        }
        String words = Arrays.stream(known).map(spelling).collect(Collectors.joining(", "));
        problems.add(name, "must be one of " + words, "必须为以下值之一：" + words);
        return null;
    }

    private @Nullable String single(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            problems.add(name, "must be given once", "只能指定一次");
            return null;
        }
        return given.isEmpty() ? null : given.getFirst();
    }

    /// What cannot be decoded stays as it is: no parameter takes a `%`.
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
