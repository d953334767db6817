/// Calls to the API: its address, the credentials, and how answers and failures are returned. Read
/// [io.rollcall.cli.client.ApiClient] first.
@NullMarked
package io.rollcall.cli.client;

import org.jspecify.annotations.NullMarked;
