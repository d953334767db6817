package io.rollcall.iam.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.document.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads lists, one item at a time, so that a large one is never in memory as text.
public final class Listing {
    /// Many times what a Manager can hold (50,000 users, 5,000 groups), and little enough to be kept.
    public static final int MOST_ITEMS = 1_000_000;

    /// A list may begin with pages without a usable item, but with no more than these.
    private static final int MOST_EMPTY = 10;

    private Listing() {}

    /// Makes a value from an object.
    @FunctionalInterface
    public interface Making<T> {
        /// @throws IllegalArgumentException if the object is invalid
        T of(JsonNode object);
    }

    /// One answer.
    ///
    /// @param next the link to the next page
    /// @param total the total number of items, as the answer says
    /// @param truncated whether the IAM says that it left items out, as Keystone does at its `list_limit`
    /// @param issues about invalid items, which were left out
    public record Page<T>(
            List<T> items, Optional<String> next, OptionalLong total, boolean truncated, ReadIssues issues) {}

    /// A reader for answers like `{"users": [...], "links": {"next": ...}}`.
    public static <T> AnswerReader.Body<Page<T>> page(Items<T> wanted) {
        return (json, _) -> {
            expect(json.nextToken() == JsonToken.START_OBJECT, "the answer is no JSON object");
            @Nullable List<T> items = null;
            Optional<String> next = Optional.empty();
            OptionalLong total = OptionalLong.empty();
            boolean truncated = false;
            ReadIssues issues = new ReadIssues();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(wanted.field())) {
                    items = items(json, wanted, issues);
                } else if (name.equals("links")) {
                    next = Optional.ofNullable(tree(json).path("next").textValue());
                } else if (name.equals("total_num") && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                    total = OptionalLong.of(json.getLongValue());
                } else if (name.equals("truncated")) {
                    truncated = tree(json).asBoolean(true);
                } else {
                    json.skipChildren();
                }
            }
            if (items == null) {
                throw new IOException("the answer has no list '" + wanted.field() + "'");
            }
            return new Page<>(items, next, total, truncated, issues);
        };
    }

    /// A reader for answers like `{"user": {...}}`.
    public static <T> AnswerReader.Body<T> one(String field, Making<T> making) {
        return (json, _) -> {
            json.nextToken();
            JsonNode node = tree(json).path(field);
            expect(node.isObject(), "the answer has no '" + field + "'");
            return made(field, making, node);
        };
    }

    /// As above, with a value of the kind of which there are lists, too.
    public static <T> AnswerReader.Body<T> one(String field, Items<T> wanted) {
        return one(field, item -> {
            Row row = new Row(wanted.paths());
            try (JsonParser json = item.traverse(AnswerReader.JSON)) {
                json.nextToken();
                row.read(json);
            } catch (IOException e) {
                throw new UncheckedIOException("a tree cannot fail to be read", e);
            }
            return wanted.making().of(row);
        });
    }

    /// Reads a list from its first page to its last. Each page is asked for with the path of the first one,
    /// independent of the host in the link, as it may name an address that only other machines can reach.
    ///
    /// A page without a new item ends the reading, with an issue: an IAM whose links never end, or form a cycle,
    /// must not be followed until the memory is full.
    ///
    /// @param call for the first page
    /// @param wanted equal values are the same item
    /// @return empty if the IAM says that there is no such list (404)
    public static <T> Optional<List<T>> all(IamClient client, IamClient.Call call, Items<T> wanted, ReadIssues issues)
            throws UnavailableException {
        String path = call.path().replaceFirst("\\?.*", "");
        Set<T> seen = new HashSet<>();
        List<T> items = new ArrayList<>();
        int empty = 0;
        IamClient.Call page = call;
        for (boolean first = true; ; first = false) {
            Optional<Page<T>> answer = client.call(page, page(wanted));
            if (answer.isEmpty()) {
                if (!first) {
                    issues.add("a page of " + path + " is not there");
                }
                return first ? Optional.empty() : Optional.of(items);
            }
            issues.addAll(answer.get().issues());
            items.addAll(answer.get().items());
            if (answer.get().truncated() && answer.get().next().isEmpty()) {
                issues.add("the IAM says that its list " + path + " is cut short; does it have a list_limit?");
            }
            Optional<String> query = answer.get().next().flatMap(Listing::query);
            if (query.isEmpty()) {
                if (answer.get().next().isPresent()) {
                    issues.add("the link to the next page of " + path + " cannot be followed");
                }
                return Optional.of(items);
            }
            // What is new on the last page makes no difference, and most lists have but one.
            boolean news = seen.addAll(answer.get().items());
            if (!news && (!items.isEmpty() || ++empty == MOST_EMPTY)) {
                issues.add("the pages of " + path + " go round in a circle: nothing on the last one is new");
                return Optional.of(items);
            }
            if (items.size() > MOST_ITEMS) {
                throw new UnavailableException(
                        call.part(), "the IAM's list " + path + " does not end: " + items.size() + " were read");
            }
            page = IamClient.Call.get(call.part(), path + "?" + query.get());
        }
    }

    private static Optional<String> query(String link) {
        try {
            return Optional.ofNullable(URI.create(link).getRawQuery());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// An invalid item does not invalidate the others.
    private static <T> List<T> items(JsonParser json, Items<T> wanted, ReadIssues issues) throws IOException {
        String field = wanted.field();
        expect(json.currentToken() == JsonToken.START_ARRAY, "'" + field + "' is no list");
        List<T> items = new ArrayList<>();
        Row row = new Row(wanted.paths());
        while (json.nextToken() != JsonToken.END_ARRAY) {
            row.read(json);
            try {
                items.add(wanted.making().of(row));
            } catch (IllegalArgumentException e) {
                issues.add("'" + field + "' holds something that cannot be read: " + e.getMessage() + called(row));
            }
        }
        return items;
    }

    private static <T> T made(String field, Making<T> making, JsonNode node) throws IOException {
        try {
            return making.of(node);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + field + "' holds something that cannot be read: " + e.getMessage(), e);
        }
    }

    private static String called(Row row) {
        String id = row.at("id").asText("");
        return id.isEmpty() ? "" : " (id " + Values.excerpt(id) + ")";
    }

    private static JsonNode tree(JsonParser json) throws IOException {
        return AnswerReader.JSON.readTree(json);
    }

    private static void expect(boolean met, String otherwise) throws IOException {
        if (!met) {
            throw new IOException(otherwise);
        }
    }

    /// A text that an item must have.
    ///
    /// @throws IllegalArgumentException if it has none
    public static String text(JsonNode item, String field) {
        JsonNode value = item.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IllegalArgumentException("there is no " + field);
        }
        return value.textValue();
    }
}
