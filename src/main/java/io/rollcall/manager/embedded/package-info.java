/// A directory within this process, to try things out: entries in memory, each change in a journal before it is
/// answered. Read [io.rollcall.manager.embedded.EmbeddedDirectory] first.
@NullMarked
package io.rollcall.manager.embedded;

import org.jspecify.annotations.NullMarked;
