/// What the Manager holds: accounts, groups, roles and principals as one snapshot, each with the mark that says
/// whose it is. Values only. Read [io.rollcall.sync.target.TargetSnapshot] first.
@NullMarked
package io.rollcall.sync.target;

import org.jspecify.annotations.NullMarked;
