/// Reading YAML files that people write: every problem of a file is found and named at once, and none of
/// them can hold a secret or a control character. Owns nothing of what the files mean. Read
/// [io.rollcall.document.Section] first.
@NullMarked
package io.rollcall.document;

import org.jspecify.annotations.NullMarked;
