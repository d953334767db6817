-- Clusters that are stored beside those of the configuration file. A removed one keeps its row without a definition: its audit
-- and its operations stay, and must not become those of another project.
create table cluster_definition (
    cluster_id text primary key,
    project_id text not null,
    version bigint not null,
    definition text
);
-- Counts the changes of the table above, so that replicas see each of them; no row before the first.
create table cluster_definition_count (
    one integer primary key check (one = 1),
    number bigint not null
);
