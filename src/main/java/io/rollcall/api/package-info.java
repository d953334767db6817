/// Turns HTTP into commands and states into JSON. Owns routes, authentication, authorization, validation,
/// error bodies and `/openapi.json`. Waits for a Manager only to set a password, and for the IAM only to check
/// a caller.
/// Read [io.rollcall.api.Dispatcher] first: it is the way of one request.
@NullMarked
package io.rollcall.api;

import org.jspecify.annotations.NullMarked;
