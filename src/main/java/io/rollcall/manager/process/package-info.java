/// Programs that this server starts, and their environment. Read [io.rollcall.manager.process.NodeCommand] first.
@NullMarked
package io.rollcall.manager.process;

import org.jspecify.annotations.NullMarked;
