/// Reading YAML files that people write: all problems of a file are reported together, and none of them can hold a
/// secret or a control character. The meaning of the files belongs to other packages. Read
/// [io.rollcall.document.Section] first.
@NullMarked
package io.rollcall.document;

import org.jspecify.annotations.NullMarked;
