-- What people ask beside the state of a cluster: what became of an object, what an operation left in the audit, and in which
-- clusters a person is.
create index result_object on result (name, kind, operation_id);
create index audit_operation on audit (cluster_id, operation_id, result_number) where operation_id is not null;
create index audit_password on audit (cluster_id, number) where event = 'password';
create index roll_user_name on roll_user (name, cluster_id);

-- Who released, discarded or stopped the operation, when, and with what comment: a JSON list, the oldest first.
alter table operation add column decisions text not null default '[]';
