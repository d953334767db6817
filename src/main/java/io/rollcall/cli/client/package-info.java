/// Calls to the API: where it is, as whom, and how its answers and failures come back. Read
/// [io.rollcall.cli.client.ApiClient] first.
@NullMarked
package io.rollcall.cli.client;

import org.jspecify.annotations.NullMarked;
