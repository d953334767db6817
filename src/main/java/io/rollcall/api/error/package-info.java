/// The errors that the API documents, in English and Chinese, and all problems of a request at once. Read
/// [io.rollcall.api.error.ErrorCode] first.
@NullMarked
package io.rollcall.api.error;

import org.jspecify.annotations.NullMarked;
