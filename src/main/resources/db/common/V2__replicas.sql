-- Several replicas write at the same time, so nothing may be numbered by looking at the largest number there is.
-- The audit is numbered cluster by cluster: whoever holds the cluster's counter commits before the next one counts,
-- so a reader that goes on behind a number never misses an entry.
alter table audit rename to audit_numbered_globally;
drop index audit_of_cluster;
drop index audit_time;
drop index audit_age;
create table audit (
    cluster_id    text   not null,
    number        bigint not null,
    at            bigint not null,
    event         text   not null,
    operation_id  text,
    user_id       text,
    user_name     text,
    credential    text,
    address       text,
    request_id    text,
    result_number integer,
    detail        text   not null,
    primary key (cluster_id, number)
);
insert into audit (cluster_id, number, at, event, operation_id, user_id, user_name, credential, address, request_id,
    result_number, detail)
select cluster_id, number, at, event, operation_id, user_id, user_name, credential, address, request_id,
    result_number, detail
from audit_numbered_globally;
drop table audit_numbered_globally;
create index audit_time on audit (cluster_id, at, number);
create index audit_age on audit (at);

create table audit_count (
    cluster_id text   not null primary key,
    last       bigint not null
);
insert into audit_count (cluster_id, last) select cluster_id, max(number) from audit group by cluster_id;

-- How often an operation was claimed since it last moved: what kills every process that takes it up has an end.
alter table operation add column attempts integer not null default 0;

-- In the order in which operations are claimed, so that a long queue is not sorted for every claim.
drop index operation_unfinished;
create index operation_unfinished on operation (dry_run, accepted_at, id) where state in ('queued', 'running');

-- The clusters that have to be looked at for drift, those first that were not looked at for longest.
create index cluster_watched on cluster (checked_at) where settled = 1;
