-- What became of a person is found by the name alone: an index that holds the operation beside it is three times as large, and
-- with people who are in many clusters each row of a plan is a page of it to be written.
create index result_name on result (name);
drop index result_object;
