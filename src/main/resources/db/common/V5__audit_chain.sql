-- Each entry of the audit holds a digest of itself and of the one before it, cluster by cluster, so that an entry that was
-- altered or taken out shows. What was written before has none. 'head' is the digest of the last entry, 'base' what is forgotten:
-- the number and the digest of the last entry that retention removed, or that was there before there were digests.
alter table audit add column change_hash text;
alter table audit add column hash text;
alter table audit_count add column head text not null default '';
alter table audit_count add column base_number bigint not null default 0;
alter table audit_count add column base_hash text not null default '';
update audit_count set base_number = last;

-- What was forgotten is always the beginning now, so nothing is looked for by its age alone.
drop index audit_age;

-- How far the audit was passed on to files outside, and which replica does it until when.
alter table audit_count add column forwarded bigint not null default 0;
alter table audit_count add column forwarder text;
alter table audit_count add column forwarder_until bigint not null default 0;
