/// The serving process: its parts wired together, its data folder, its start and its end. Read
/// [io.rollcall.server.Server] first.
@NullMarked
package io.rollcall.server;

import org.jspecify.annotations.NullMarked;
