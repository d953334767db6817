/// The values that every other package speaks in; it depends on none of them.
/// Read [io.rollcall.cluster.Secret] first.
@NullMarked
package io.rollcall.cluster;

import org.jspecify.annotations.NullMarked;
