-- When each cluster with a schedule is synchronized next by itself: one row for all replicas, and whoever moves
-- due_at on has fired. The definition is the schedule that due_at was made from.
create table schedule (
    cluster_id text   not null primary key,
    definition text   not null,
    due_at     bigint not null,
    fired_at   bigint
);
