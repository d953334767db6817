/// Why a user of the IAM is in a Manager, or is not, and what removes what the user has there. Pure functions,
/// like the planner, whose rules they use. Read [io.rollcall.sync.explanation.Explainer] first.
@NullMarked
package io.rollcall.sync.explanation;

import org.jspecify.annotations.NullMarked;
