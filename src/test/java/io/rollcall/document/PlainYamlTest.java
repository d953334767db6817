package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the fast parser reads, the parser of the whole language reads in the same way and without a problem.
/// `-Drollcall.documents=N` compares them on N documents, `-Drollcall.seed=N` on others.
class PlainYamlTest {
    private static final int DOCUMENTS = Integer.getInteger("rollcall.documents", 20_000);
    private static final long SEED = Long.getLong("rollcall.seed", 1);

    @Test
    void bothParsersReadTheSame() {
        SplittableRandom random = new SplittableRandom(SEED);
        int plain = 0;
        int good = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            String document = RandomYaml.document(random);
            Problems problems = new Problems();
            Optional<Tree> whole = Document.anyYaml(document.getBytes(UTF_8), problems);
            good += whole.isPresent() && problems.isEmpty() ? 1 : 0;
            plain += DocumentFuzz.isReadAlike(document.getBytes(UTF_8)) ? 1 : 0;
        }

        System.out.println(plain + " of " + good + " good ones of " + DOCUMENTS + " documents are plain");
        assertThat(plain).isGreaterThan(DOCUMENTS / 3).isGreaterThan(good * 2 / 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                # As people write it.
                domain: {id: d1, name: acme}   # the account

                projects: [{id: p1, name: region-1}]
                users:
                  - {id: u-1, name: user1, enabled: true, description: "Likes commas, and colons: both"}
                  - {id: u-2, name: "Jörg", description: 'It''s quoted'}
                groups:
                  - id: g-1
                    name: group 1
                    members:
                      [user1,
                       Jörg]
                    grants:
                      - {policy: MRS FullAccess, on: project, project: p1}
                """, """
                ---
                users:
                - description: Data engineer
                  enabled: true
                  id: u-1
                  name: user1
                groups:
                - grants:
                  - 'on': domain
                    policy: mrs:job:submit
                  members:
                  - user1
                  name: group1
                """, """
                {
                  "users": [
                    {"id": "u-1", "name": "J\\u00f6rg", "enabled": true, "description": null}
                  ],
                  "groups": [{"id":"g-1","members":["J\\u00f6rg"],"size":1e3}], "more": {}, "none": []
                }
                """})
    void theUsualStylesArePlain(String document) {
        assertThat(DocumentFuzz.isReadAlike(document.getBytes(UTF_8))).isTrue();
        assertThat(DocumentFuzz.isReadAlike(document.replace("\n", "\r\n").getBytes(UTF_8)))
                .isTrue();
        assertThat(DocumentFuzz.isReadAlike(document.stripTrailing().getBytes(UTF_8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"config/rollcall.sample.yaml", "src/main/resources/demo/iam.yaml"})
    void theFilesThatComeWithItArePlain(String file) throws Exception {
        assertThat(DocumentFuzz.isReadAlike(Files.readAllBytes(Path.of(file)))).isTrue();
    }

    @Test
    void theDepthIsLimitedAlike() {
        for (int depth = 1; depth < Tree.DEEPEST + 4; depth++) {
            String brackets = "a: " + "[".repeat(depth) + "]".repeat(depth);
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < depth; i++) {
                lines.append(" ".repeat(i)).append("a:\n");
            }
            for (String document : List.of(brackets, lines.toString(), "- ".repeat(depth) + "a")) {
                assertThat(DocumentFuzz.isReadAlike(document.getBytes(UTF_8)))
                        .as("%s", document)
                        .isEqualTo(Document.anyYaml(document.getBytes(UTF_8), new Problems())
                                .isPresent());
            }
        }
    }

    @Test
    void aMappingWithManyKeysIsReadByTheOtherParser() throws DocumentException {
        StringBuilder document = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            document.append("key").append(i).append(": ").append(i).append('\n');
        }
        byte[] content = document.toString().getBytes(UTF_8);

        assertThat(PlainYaml.tree(content)).isEmpty();
        assertThat(Document.<List<String>>read(
                        "f",
                        content,
                        UnaryOperator.identity(),
                        root -> Optional.of(root.keys().stream()
                                .map(key -> root.value(key, value -> value).orElse(""))
                                .toList())))
                .hasSize(1_000)
                .endsWith("999");
        assertThat(DocumentFuzz.isReadAlike("a: 1\nb: 2\na: 3\n".getBytes(UTF_8)))
                .isFalse();
    }

    /// What `Meanings` promises: each text once, and each place where it is refused.
    @Test
    void aTextThatListsRepeatIsUnderstoodOnce() {
        List<String> parsed = new ArrayList<>();
        Meanings<String> meanings = new Meanings<>(text -> {
            parsed.add(text);
            if (text.equals("bad")) {
                throw new IllegalArgumentException("is bad");
            }
            return "the " + text;
        });
        List<List<String>> lists = new ArrayList<>();

        DocumentException refused = catchThrowableOfType(
                DocumentException.class,
                () -> Document.read(
                        "f", "a: [x, bad, y, x]\nb: [y, bad, {}]\n".getBytes(UTF_8), UnaryOperator.identity(), root -> {
                            lists.add(root.values("a", meanings));
                            lists.add(root.values("b", meanings));
                            return Optional.of(root);
                        }));

        assertThat(parsed).containsExactly("x", "bad", "y", "bad");
        assertThat(lists).containsExactly(List.of("the x", "the y", "the x"), List.of("the y"));
        assertThat(lists.getFirst().getFirst()).isSameAs(lists.getFirst().getLast());
        assertThat(refused.problems())
                .extracting(Problem::toString)
                .containsExactly("a[1]: is bad", "b[1]: is bad", "b[2]: must be a single value, but is a mapping");
    }
}
