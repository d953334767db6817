package io.rollcall.cli.client;

import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.Text;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The file of profiles as a text that people edit: a change of one line leaves the others as they are, comments
/// included.
///
/// @param path whether or not it exists
public record ProfileFile(Path path) {
    /// The line of the default, with what stands behind its value.
    private static final Pattern DEFAULT = Pattern.compile(
            "^default:[ \\t]*(?:'[^'\\n]*'|\"[^\"\\n]*\"|[^#\\n]*?)([ \\t]*(?:#.*)?)$", Pattern.MULTILINE);

    /// The one that the commands of a shell use.
    public static ProfileFile of(Shell shell) {
        return new ProfileFile(ConnectionFinder.file(shell));
    }

    /// A profile as it is written, without its secrets; a `${NAME}` stays one.
    public record Row(String name, String endpoint, String project, String cluster) {}

    /// What the file holds.
    ///
    /// @param standard the profile of the line `default`
    public record Listing(Optional<String> standard, List<Row> profiles) {
        public Listing {
            profiles = List.copyOf(profiles);
        }

        /// Their names.
        public List<String> names() {
            return profiles.stream().map(Row::name).toList();
        }
    }

    /// All profiles, in the order of the file; none if there is no file.
    ///
    /// @throws DocumentException when it cannot be read as a file of profiles
    public Listing list() throws DocumentException {
        return Files.exists(path) ? listing(path) : new Listing(Optional.empty(), List.of());
    }

    private static Listing listing(Path file) throws DocumentException {
        return Document.read(
                file.toString(),
                Document.bytes(file),
                UnaryOperator.identity(),
                root -> root.section("profiles", profiles -> {
                    List<Row> rows = new ArrayList<>();
                    for (String name : profiles.keys()) {
                        profiles.section(name, profile -> Optional.of(row(name, profile)))
                                .ifPresent(rows::add);
                    }
                    return Optional.of(new Listing(root.optionalValue("default", Values.text(1, 64)), rows));
                }));
    }

    private static Row row(String name, Section profile) {
        profile.ignore(profile.keys().toArray(String[]::new));
        return new Row(name, text(profile, "endpoint"), text(profile, "project_id"), text(profile, "cluster_id"));
    }

    private static String text(Section profile, String key) {
        return profile.optionalValue(key, UnaryOperator.identity()).orElse("");
    }

    /// Makes a profile the default.
    ///
    /// @return the profile
    /// @throws WrongUseException when there is none of that name, or the file is written in another way than line
    ///     by line
    /// @throws DocumentException when the file cannot be read
    public Row use(String name) throws WrongUseException, DocumentException {
        Listing before = list();
        Row row = before.profiles().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongUseException(unknown(name, before.names())));
        String line = "default: '" + name.replace("'", "''") + "'";
        String content = content();
        Matcher found = DEFAULT.matcher(content);
        replace(
                found.find()
                        ? content.substring(0, found.start()) + line + found.group(1) + content.substring(found.end())
                        : line + "\n" + content,
                after -> after.standard().equals(Optional.of(name))
                        && after.profiles().equals(before.profiles()));
        return row;
    }

    private String unknown(String name, List<String> names) {
        return Text.printable("There is no profile '" + name + "' in " + path + Values.suggestion(name, names)
                + (names.isEmpty()
                        ? "; 'rollcall login' makes one."
                        : "; there are " + String.join(", ", names) + "."));
    }

    /// The text; empty if there is no file.
    String content() {
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a changed file says what it should.
    interface Check {
        boolean passes(Listing after) throws DocumentException;
    }

    /// Writes the text, for its owner alone, all at once. A link stays one.
    ///
    /// @param check of the text before it takes the place of the file
    /// @throws WrongUseException when it does not pass; then the file is as it was
    /// @throws DocumentException when the new text cannot be read; then too
    void replace(String text, Check check) throws WrongUseException, DocumentException {
        try {
            Path file = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path fresh = Files.createTempFile(
                    folder,
                    "profiles",
                    ".yaml",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(fresh, text);
                if (!check.passes(listing(fresh))) {
                    throw new WrongUseException(
                            path + " is written in a way that this program cannot change: edit it.");
                }
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
