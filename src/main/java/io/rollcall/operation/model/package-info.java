/// What an operation is, its state and its results, as callers read them. Values only. Read
/// [io.rollcall.operation.model.Operation] first.
@NullMarked
package io.rollcall.operation.model;

import org.jspecify.annotations.NullMarked;
