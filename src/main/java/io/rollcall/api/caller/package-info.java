/// Who calls, whether the caller may, and how much a caller may ask for: signatures, tokens, rates, and what is
/// written down of refused calls. Read [io.rollcall.api.caller.CallerAuthentication] first.
@NullMarked
package io.rollcall.api.caller;

import org.jspecify.annotations.NullMarked;
