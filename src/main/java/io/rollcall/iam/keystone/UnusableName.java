package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Text;

/// Names that an IAM accepts and no other system can hold: missing, too long, with line ends or with halves of
/// surrogate pairs. Keystone itself only demands one visible character.
final class UnusableName {
    private static final int LONGEST = 255;
    private static final int SHOWN = 100;

    private UnusableName() {}

    /// The name as it is; or, if it is unusable, its readable part with the id of its user or group. That contains
    /// [Text#UNREADABLE], so no Manager accepts it, and it is unique.
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
