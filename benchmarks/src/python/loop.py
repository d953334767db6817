"""A loop over python-ldap, as administrators write it: one connection, one request after the other.

loop.py PORT BIND_DN PASSWORD write|verify BASE JOB: sends the changes of a job, or reads all and compares it with the
entries of a job. Prints the milliseconds that took, without starting and without reading the job.
"""

import json
import sys
import time

import ldap
import ldap.modlist

OPERATIONS = {"add": ldap.MOD_ADD, "delete": ldap.MOD_DELETE, "replace": ldap.MOD_REPLACE}


def encoded(values):
    return [value.encode() for value in values]


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write(connection, job):
    changes = []
    for change in job:
        if change["op"] == "add":
            attributes = {name: encoded(values) for name, values in change["attributes"].items()}
            changes.append((connection.add_s, change["dn"], ldap.modlist.addModlist(attributes)))
        elif change["op"] == "modify":
            modifications = [
                (OPERATIONS[kind], name, encoded(values) or None) for kind, name, values in change["changes"]
            ]
            changes.append((connection.modify_s, change["dn"], modifications))
        else:
            changes.append((connection.delete_s, change["dn"], None))
    begun = time.monotonic()
    for send, dn, content in changes:
        if content is None:
            send(dn)
        else:
            send(dn, content)
    return time.monotonic() - begun


def verify(connection, base, job):
    wanted = {
        entry["dn"]: {name: set(encoded(values)) for name, values in entry["attributes"].items()} for entry in job
    }
    begun = time.monotonic()
    same = 0
    for container in ("ou=Peoples,", "ou=Groups,", "ou=Roles,"):
        for dn, attributes in connection.search_s(container + base, ldap.SCOPE_ONELEVEL):
            same += wanted.get(dn) == {name: set(values) for name, values in attributes.items()}
    took = time.monotonic() - begun
    if same != len(wanted):
        sys.exit("%d entries are as wanted of %d" % (same, len(wanted)))
    return took


def main(port, bind, password, mode, base, path):
    connection = ldap.initialize("ldap://127.0.0.1:" + port)
    connection.simple_bind_s(bind, password)
    job = read(path)
    took = write(connection, job) if mode == "write" else verify(connection, base, job)
    print(took * 1000)


main(*sys.argv[1:])
