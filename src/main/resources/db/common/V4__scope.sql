-- What has been asked for in each cluster and not been cancelled. 0: nothing, 1: names, 2: everybody.
alter table cluster add column scope integer not null default 0;

-- How the scope stood to the Manager when both were last compared. 'verified_at' is the last time that they were equal,
-- and 0 when something has happened since that nobody has looked at; 'doubt' says why nothing is known.
alter table cluster add column verified_at bigint not null default 0;
alter table cluster add column compared_at bigint not null default 0;
alter table cluster add column added integer not null default 0;
alter table cluster add column changed integer not null default 0;
alter table cluster add column removed integer not null default 0;
alter table cluster add column refused integer not null default 0;
alter table cluster add column refusals text not null default '[]';
alter table cluster add column doubt_since bigint;
alter table cluster add column doubt text;
create index cluster_scoped on cluster (checked_at) where scope > 0;

-- The names behind it: asked for one by one, or cancelled out of everybody. 'iam_id' is '' until a read has told it.
create table scope_entry (
    cluster_id text    not null,
    kind       text    not null,
    name       text    not null,
    iam_id     text    not null,
    cancelled  integer not null,
    primary key (cluster_id, kind, name, iam_id, cancelled)
);

-- Why a row was refused: one word of the program's, empty for rows that were not, or were written before.
alter table result add column cause text not null default '';

-- What an existing installation has asked for: everybody, if the last operation was for everybody or a full
-- synchronization is on record; otherwise what is in the Manager in its own right.
update cluster set scope = 2
where everything = 1
or exists (select 1 from operation o
    where o.cluster_id = cluster.id and o.everything = 1 and o.dry_run = 0
    and o.state in ('completed', 'completed_with_errors'));

insert into scope_entry (cluster_id, kind, name, iam_id, cancelled)
select u.cluster_id, 'user', u.name, u.iam_id, 0
from roll_user u join cluster c on c.id = u.cluster_id where c.scope = 0;
insert into scope_entry (cluster_id, kind, name, iam_id, cancelled)
select g.cluster_id, 'group', g.name, g.iam_id, 0
from roll_group g join cluster c on c.id = g.cluster_id where c.scope = 0 and g.asked = 1;
update cluster set scope = 1
where scope = 0 and exists (select 1 from scope_entry s where s.cluster_id = cluster.id);

-- Less what was cancelled since the last full synchronization and did not come back.
insert into scope_entry (cluster_id, kind, name, iam_id, cancelled)
select distinct o.cluster_id, r.kind, r.name, '', 1
from result r join operation o on o.id = r.operation_id join cluster c on c.id = o.cluster_id
where c.scope = 2 and o.action = 'cancel' and o.dry_run = 0 and r.action = 'delete' and r.kind in ('user', 'group')
and r.outcome in ('applied', 'already_so')
and not exists (select 1 from operation f
    where f.cluster_id = o.cluster_id and f.everything = 1 and f.dry_run = 0 and f.id > o.id
    and f.state in ('completed', 'completed_with_errors'))
and not exists (select 1 from roll_user u
    where r.kind = 'user' and u.cluster_id = o.cluster_id and u.name = r.name)
and not exists (select 1 from roll_group g
    where r.kind = 'group' and g.cluster_id = o.cluster_id and g.name = r.name);
