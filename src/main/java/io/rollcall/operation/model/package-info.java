/// What an operation is, how it stands and what it did, as callers read it. Values only. Read
/// [io.rollcall.operation.model.Operation] first.
@NullMarked
package io.rollcall.operation.model;

import org.jspecify.annotations.NullMarked;
