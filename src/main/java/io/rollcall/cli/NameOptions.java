package io.rollcall.cli;

import io.rollcall.cli.shell.Names;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Names of users and groups, from the command line, files, or standard input.
final class NameOptions {
    /// The API's own limit for each of the lists (R3).
    private static final int MOST = 1_000;

    private static final String STANDARD_INPUT = "-";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "A user; may be given many times.")
    private List<String> users = new ArrayList<>();

    @Option(
            names = {"-g", "--group"},
            paramLabel = "NAME",
            description = "A group; may be given many times.")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--users-from", paramLabel = "FILE", description = "Users, one name a line; - is standard input.")
    private @Nullable String usersFrom;

    @Option(names = "--groups-from", paramLabel = "FILE", description = "Groups, one name a line; - is standard input.")
    private @Nullable String groupsFrom;

    /// Whether standard input holds names, so that no question can be answered there.
    boolean useStandardInput() {
        return STANDARD_INPUT.equals(usersFrom) || STANDARD_INPUT.equals(groupsFrom);
    }

    /// @param mayBeEverybody whether the command has `--all`
    /// @param everybody whether it was given
    Names read(InputStream standardInput, boolean mayBeEverybody, boolean everybody) throws WrongUseException {
        if (STANDARD_INPUT.equals(usersFrom) && STANDARD_INPUT.equals(groupsFrom)) {
            throw new WrongUseException("Standard input can hold users or groups, not both.");
        }
        Names names = new Names(
                everybody,
                all("users", users, usersFrom, standardInput),
                all("groups", groups, groupsFrom, standardInput));
        boolean named = !names.users().isEmpty() || !names.groups().isEmpty();
        if (everybody && named) {
            throw new WrongUseException("--all takes all users and groups; leave it out, or the names.");
        }
        if (!everybody && !named) {
            throw new WrongUseException("Nothing is selected: "
                    + (mayBeEverybody ? "use --all, or name" : "name")
                    + " users with --user or --users-from, or groups with --group or --groups-from.");
        }
        return names;
    }

    private static Set<String> all(String what, List<String> given, @Nullable String source, InputStream standardInput)
            throws WrongUseException {
        Set<String> names = new LinkedHashSet<>(given);
        if (source != null) {
            names.addAll(lines(source, standardInput));
        }
        if (names.stream().anyMatch(name -> name.indexOf('\uFFFD') >= 0)) {
            throw new WrongUseException("A name holds a character that was lost on the way: use a UTF-8 locale.");
        }
        if (names.size() > MOST) {
            // Not split: a cluster runs one operation at a time, so of several calls some would be refused.
            throw new WrongUseException(String.format(
                    Locale.ROOT,
                    "%,d %s are named, and one call of the API takes at most %,d: make several calls, one after the"
                            + " other, or use --all.",
                    names.size(),
                    what,
                    MOST));
        }
        return names;
    }

    /// Names are never trimmed (R3): the whole line is the name.
    private static List<String> lines(String source, InputStream standardInput) throws WrongUseException {
        String place = source.equals(STANDARD_INPUT) ? "standard input" : source;
        try {
            byte[] bytes =
                    source.equals(STANDARD_INPUT) ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(source));
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.lines()
                    .map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line)
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toList());
        } catch (NoSuchFileException e) {
            throw new WrongUseException(place + " does not exist.");
        } catch (CharacterCodingException e) {
            throw new WrongUseException(place + " is not UTF-8.");
        } catch (IOException e) {
            throw new WrongUseException(place + " cannot be read: " + Trouble.of(e) + ".");
        }
    }
}
