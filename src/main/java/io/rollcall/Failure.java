package io.rollcall;

/// Exceptions as sentences for people.
final class Failure {
    private Failure() {}

    /// The messages of an exception and of what caused it, without classes and lines, and none of them twice.
    static String inWords(Throwable failure) {
        StringBuilder words = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message == null || message.isBlank()) {
                message = cause.getClass().getSimpleName();
            }
            if (words.indexOf(message) < 0) {
                words.append(words.isEmpty() ? "" : ": ").append(message);
            }
        }
        return words.toString();
    }
}
