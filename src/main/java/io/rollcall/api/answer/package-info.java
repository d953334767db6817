/// Answers: their status, headers and JSON, and how much of an operation which caller gets to see. Read
/// [io.rollcall.api.answer.Answer] first.
@NullMarked
package io.rollcall.api.answer;

import org.jspecify.annotations.NullMarked;
