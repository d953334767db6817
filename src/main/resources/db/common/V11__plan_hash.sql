-- A fingerprint of the rows of the plan, so that a person can decide about exactly the plan that was read; null before there is
-- a plan.
alter table operation add column plan_hash text;
