package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Text;

/// The names that an IAM lets pass and nothing beyond it can hold: none at all, too long, with line ends or halves
/// of characters. Keystone itself asks for no more than one visible character.
final class UnusableName {
    private static final int LONGEST = 255;
    private static final int SHOWN = 100;

    private UnusableName() {}

    /// The name as it is; or, if it is an odd one, what can be shown of it with the id of its bearer. That holds
    /// [Text#UNREADABLE], so no Manager takes it, and it is nobody else's.
    static String orName(IamId id, JsonNode name) {
        String text = name.isTextual() ? name.textValue() : name.isValueNode() && !name.isNull() ? name.asText() : "";
        boolean usable = name.isTextual()
                && !text.isEmpty()
                && Text.isPlain(text)
                && text.indexOf(Text.UNREADABLE) < 0
                && Text.length(text) <= LONGEST;
        if (usable) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .forEach(c -> shown.appendCodePoint(Text.isPlain(Character.toString(c)) ? c : Text.UNREADABLE));
        if (shown.indexOf(Character.toString(Text.UNREADABLE)) < 0) {
            shown.append(Text.UNREADABLE);
        }
        return shown + " (id " + id + ")";
    }
}
