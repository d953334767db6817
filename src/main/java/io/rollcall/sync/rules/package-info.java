/// What the configuration says a plan has to obey: which policies make a user eligible and give which roles, which
/// names are good, how many changes need a person. Read [io.rollcall.sync.rules.PlanRules] first.
@NullMarked
package io.rollcall.sync.rules;

import org.jspecify.annotations.NullMarked;
