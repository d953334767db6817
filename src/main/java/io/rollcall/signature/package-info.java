/// AK/SK request signatures: what a signed request says about its sender, checked by the server and produced by
/// this project's own clients with the same code. Pure: no HTTP framework, no I/O; looking up the secret of an
/// access key is the caller's. Read [io.rollcall.signature.SignatureVerifier] first.
@NullMarked
package io.rollcall.signature;

import org.jspecify.annotations.NullMarked;
