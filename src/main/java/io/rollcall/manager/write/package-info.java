/// Changes as LDAP requests, each with the guard within it that the entry is ours, sent in a window and repeated
/// where that is safe. Read [io.rollcall.manager.write.ChangeWriter] first.
@NullMarked
package io.rollcall.manager.write;

import org.jspecify.annotations.NullMarked;
