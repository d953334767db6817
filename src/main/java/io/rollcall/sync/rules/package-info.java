/// What the configuration demands of a plan: which policies make a user eligible and give which roles, which names
/// are valid, how many removals need a person. Read [io.rollcall.sync.rules.PlanRules] first.
@NullMarked
package io.rollcall.sync.rules;

import org.jspecify.annotations.NullMarked;
