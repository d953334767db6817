package io.rollcall.document;

import io.rollcall.cluster.Text;

/// One problem of a file. Both texts are safe to print and to log, no matter what the file holds: control and
/// invisible characters are escaped.
///
/// @param place where: a path like `users[3].name`, or `line 3, column 5`; empty for the file as a whole
/// @param text what, without any value that may be a secret
public record Problem(String place, String text) {
    public Problem {
        place = Text.printable(place);
        text = Text.printable(text);
    }

    @Override
    public String toString() {
        return place.isEmpty() ? text : place + ": " + text;
    }
}
