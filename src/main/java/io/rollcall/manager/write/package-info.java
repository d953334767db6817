/// Changes as LDAP requests, each of which checks within itself that the entry is owned, sent in a window and
/// repeated where that is safe. Read [io.rollcall.manager.write.ChangeWriter] first.
@NullMarked
package io.rollcall.manager.write;

import org.jspecify.annotations.NullMarked;
