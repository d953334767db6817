-- Which users and groups each of the last versions of a subject is about, so that a replica reads anew only what has changed of
-- what it has in memory: a list of their ids, one a line; null where they are too many or not known.
create table version_change (
    subject text not null,
    number bigint not null,
    ids text,
    primary key (subject, number)
);
