-- What a plan is made from besides the IAM and the Manager has a number that grows with every transaction that changes it, so
-- that a replica need not read again what it has in memory: 'cluster ID' for what is owned there, 'numbers DIRECTORY' for the
-- POSIX numbers given there. Where there is no row, nothing has changed since there are numbers.
create table version (
    subject text primary key,
    number bigint not null
);
