package io.rollcall.server;

import io.rollcall.cluster.Trouble;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;

/// Words exceptions as sentences for people.
public final class Failure {
    private Failure() {}

    /// The messages of an exception and of its causes, without classes and lines, and none of them twice.
    public static String inWords(Throwable failure) {
        StringBuilder words = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = words(cause);
            if (!message.isEmpty() && words.indexOf(message) < 0) {
                words.append(words.isEmpty() ? "" : ": ").append(message);
            }
        }
        return words.isEmpty() ? Trouble.of(failure) : words.toString();
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return Trouble.known(cause).orElse("");
        }
        return switch (cause) {
            // Their messages are the names of the files.
            case NoSuchFileException _ -> message + ": no such file or folder";
            case AccessDeniedException _ -> message + ": access denied";
            // Some messages contain those of their causes, with the names of their classes.
            default ->
                message.lines()
                        .map(Trouble::plain)
                        .collect(Collectors.joining("\n"))
                        .strip();
        };
    }
}
