package io.rollcall.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldif.LDIFWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What a peer is to do, as the file that it reads.
final class Job {
    private static final JsonMapper JSON = new JsonMapper();

    private Job() {}

    /// One change per line, as JSON.
    static void json(Changes changes, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (List<LDAPRequest> stage : changes.stages()) {
                for (LDAPRequest request : stage) {
                    out.write(JSON.writeValueAsString(json(request)) + "\n");
                }
            }
        }
    }

    private static ObjectNode json(LDAPRequest request) {
        ObjectNode change = JSON.createObjectNode();
        switch (request) {
            case AddRequest add -> {
                change.put("op", "add").put("dn", add.getDN());
                ObjectNode attributes = change.putObject("attributes");
                for (Attribute attribute : add.getAttributes()) {
                    all(attributes.putArray(attribute.getName()), attribute.getValues());
                }
            }
            case ModifyRequest modify -> {
                change.put("op", "modify").put("dn", modify.getDN());
                ArrayNode all = change.putArray("changes");
                for (Modification one : modify.getModifications()) {
                    ArrayNode modification = all.addArray();
                    modification.add(one.getModificationType().getName().toLowerCase(Locale.ROOT));
                    modification.add(one.getAttributeName());
                    all(modification.addArray(), one.getValues());
                }
            }
            case DeleteRequest delete -> change.put("op", "delete").put("dn", delete.getDN());
            default -> throw new IllegalStateException("not a write: " + request);
        }
        return change;
    }

    private static void all(ArrayNode array, String[] values) {
        for (String value : values) {
            array.add(value);
        }
    }

    /// Each entry below the containers, one per line, as JSON.
    static void json(Dump wanted, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (var entry : wanted.entries().entrySet()) {
                if (entry.getKey().matches("[^,]+,ou=(Peoples|Groups|Roles),.*")) {
                    ObjectNode json = JSON.createObjectNode().put("dn", entry.getKey());
                    ObjectNode attributes = json.putObject("attributes");
                    entry.getValue()
                            .forEach((name, values) -> all(attributes.putArray(name), values.toArray(String[]::new)));
                    out.write(JSON.writeValueAsString(json) + "\n");
                }
            }
        }
    }

    /// Change records of LDIF.
    static void ldif(Changes changes, Path file) throws IOException {
        try (LDIFWriter out = new LDIFWriter(file.toFile())) {
            for (List<LDAPRequest> stage : changes.stages()) {
                for (LDAPRequest request : stage) {
                    out.writeChangeRecord(
                            switch (request) {
                                case AddRequest add -> add.toLDIFChangeRecord();
                                case ModifyRequest modify -> modify.toLDIFChangeRecord();
                                case DeleteRequest delete -> delete.toLDIFChangeRecord();
                                default -> throw new IllegalStateException("not a write: " + request);
                            });
                }
            }
        }
    }
}
