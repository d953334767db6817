/// Answers of the API as text for people and as JSON for programs. Read [io.rollcall.cli.view.OperationView] first.
@NullMarked
package io.rollcall.cli.view;

import org.jspecify.annotations.NullMarked;
