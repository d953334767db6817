-- One row for each operation, from the 202 on. Times are milliseconds since 1970, booleans are 0 or 1.
create table operation (
    id             text    not null primary key,
    cluster_id     text    not null,
    action         text    not null,
    everything     integer not null,
    command        text    not null,
    dry_run        integer not null,
    user_id        text    not null,
    user_name      text    not null,
    credential     text    not null,
    address        text    not null,
    request_id     text    not null,
    accepted_at    bigint  not null,
    started_at     bigint,
    planned_at     bigint,
    finished_at    bigint,
    state          text    not null,
    stage          text    not null,
    released       text    not null,
    stop_requested integer not null,
    owner          text,
    token          bigint  not null,
    lease_until    bigint  not null,
    error_code     text,
    error_message  text,
    notes          text    not null
);

-- The database itself sees to it that a cluster has one operation at a time.
create unique index operation_active on operation (cluster_id)
    where state in ('queued', 'running') and dry_run = 0;
-- And one plan that waits for a person.
create unique index operation_held on operation (cluster_id) where state = 'held';
create index operation_unfinished on operation (accepted_at) where state in ('queued', 'running');
create index operation_of_cluster on operation (cluster_id, id);

-- The plan, row by row, and what became of it. What is left to do are the rows that are still 'planned'.
create table result (
    operation_id text    not null references operation (id),
    number       integer not null,
    stage        text    not null,
    kind         text    not null,
    name         text    not null,
    action       text    not null,
    change       text,
    reason       text    not null,
    outcome      text    not null,
    primary key (operation_id, number)
);
create index result_outcome on result (operation_id, outcome, kind, number);

-- What the documented status calls need to know of a cluster.
create table cluster (
    id              text    not null primary key,
    last_operation  text    not null,
    everything      integer not null,
    settled         integer not null,
    drifted         integer not null,
    checked_at      bigint  not null,
    last_good_users integer not null
);

-- What is in the Manager because of a synchronization, and which of its rights were ours to give.
create table roll_user (
    cluster_id text not null,
    iam_id     text not null,
    name       text not null,
    primary key (cluster_id, iam_id)
);
create table roll_group (
    cluster_id text    not null,
    iam_id     text    not null,
    name       text    not null,
    asked      integer not null,
    primary key (cluster_id, iam_id)
);
create table roll_grant (
    cluster_id text not null,
    kind       text not null,
    iam_id     text not null,
    granted    text not null,
    primary key (cluster_id, kind, iam_id, granted)
);

-- Rights that an entry loses while it is renamed, to be given back under the new name; and rights that the
-- last plan was going to give and that are not known to be given.
create table roll_owed (
    cluster_id text not null,
    kind       text not null,
    iam_id     text not null,
    owed       text    not null,
    promised   integer not null,
    primary key (cluster_id, kind, iam_id, owed, promised)
);

-- POSIX numbers that were ever given; rows are never deleted.
create table posix_number (
    directory text    not null,
    kind      text    not null,
    iam_id    text    not null,
    number    integer not null,
    primary key (directory, kind, iam_id),
    unique (directory, kind, number)
);
