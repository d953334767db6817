/// Authentication, authorization and limits of callers: signatures, tokens, rates, and the record of refused
/// calls. Read [io.rollcall.api.caller.CallerAuthentication] first.
@NullMarked
package io.rollcall.api.caller;

import org.jspecify.annotations.NullMarked;
