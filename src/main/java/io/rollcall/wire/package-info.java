/// The JSON that goes over the wire, as records: what the server writes, what the command line and the demo read,
/// and what `/openapi.json` describes. Read [io.rollcall.wire.OperationJson] first, then [io.rollcall.wire.Json].
///
/// A component that is `@Nullable` is left out while it is not known; all others are always there.
@NullMarked
package io.rollcall.wire;

import org.jspecify.annotations.NullMarked;
