package io.rollcall.iam.file;

import io.rollcall.document.DocumentException;

/// A file IAM of whatever bytes: read, or refused with its problems.
public final class IamFileFuzz {
    private IamFileFuzz() {}

    /// Called by the fuzzer.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            FileFormat.read("iam.yaml", data);
        } catch (DocumentException e) {
            if (e.problems().isEmpty()
                    || String.valueOf(e.getMessage()).chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
                throw new IllegalStateException("refused without words, or with characters that nobody can read", e);
            }
        }
    }
}
