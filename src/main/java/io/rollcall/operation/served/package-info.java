/// Which parts does the work for a cluster use, and until when? The set of clusters may change while operations
/// run: each task uses the parts that it began with until it ends. Read
/// [io.rollcall.operation.served.ServedCluster] first.
@NullMarked
package io.rollcall.operation.served;

import org.jspecify.annotations.NullMarked;
