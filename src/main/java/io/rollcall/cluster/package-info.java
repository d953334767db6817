/// Values that all other packages share: ids, names, secrets, and the one failure that may pass by itself. Nothing
/// here knows HTTP, SQL or LDAP. Read [io.rollcall.cluster.Cluster] first.
@NullMarked
package io.rollcall.cluster;

import org.jspecify.annotations.NullMarked;
