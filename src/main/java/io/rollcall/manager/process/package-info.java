/// Programs that this server starts, and what they get to know of its environment. Read
/// [io.rollcall.manager.process.NodeCommand] first.
@NullMarked
package io.rollcall.manager.process;

import org.jspecify.annotations.NullMarked;
