package io.rollcall.operation.model;

import java.util.Arrays;

/// The documented errors that an operation can end with (contract, 2.4; R7).
public enum FailureCode {
    CLUSTER_UNKNOWN("12000003", "The cluster does not exist."),
    INTERNAL("12000004", "Internal server error."),
    IAM_GROUP("12000156", "Failed to query Iam group."),
    IAM_USER("12000157", "Failed to query Iam user or role."),
    MANAGER_USER("12000163", "Failed to query Manager user."),
    MANAGER_GROUP("12000164", "Failed to query Manager user group.");

    private final String code;
    private final String words;

    FailureCode(String code, String words) {
        this.code = code;
        this.words = words;
    }

    /// As in `error_code` and in the database.
    public String code() {
        return code;
    }

    /// The documented sentence.
    public String words() {
        return words;
    }

    /// The error of that code. One that this version does not know, as after a downgrade, is an internal one.
    public static FailureCode of(String code) {
        return Arrays.stream(values())
                .filter(known -> known.code.equals(code))
                .findFirst()
                .orElse(INTERNAL);
    }
}
