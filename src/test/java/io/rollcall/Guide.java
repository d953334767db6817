package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The blocks of a page of the documents, which tests run as they stand there.
public final class Guide {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private Guide() {}

    /// A block of commands.
    ///
    /// @param language behind the three marks in front of it
    /// @param shown the output that the page shows behind it, in a block of `text`; empty if it shows none
    public record Block(String language, String text, String shown) {
        /// Checks that the output has each shown line in this order, where `…` stands for anything.
        public void assertShown(String output) {
            if (!shown.isEmpty()) {
                String expected = shown.lines()
                        .map(line -> Arrays.stream(line.split("…", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")))
                        .collect(Collectors.joining(".*"));
                assertThat(Pattern.compile(expected, Pattern.DOTALL)
                                .matcher(output)
                                .find())
                        .as("The page shows%n%s%nbut the output of%n%s%nis%n%s", shown, text, output)
                        .isTrue();
            }
        }
    }

    /// The blocks of these languages, in their order.
    public static List<Block> blocks(Path page, String... languages) throws IOException {
        List<Block> blocks = new ArrayList<>();
        BLOCK.matcher(Files.readString(page)).results().forEach(found -> {
            String language = found.group(1);
            if (language.equals("text") && !blocks.isEmpty()) {
                Block before = blocks.removeLast();
                blocks.add(new Block(before.language(), before.text(), before.shown() + found.group(2)));
            } else {
                blocks.add(new Block(language, found.group(2), ""));
            }
        });
        blocks.removeIf(block -> !Arrays.asList(languages).contains(block.language()));
        return blocks;
    }
}
