package io.rollcall.api;

import io.rollcall.operation.Operations;

/// Operations for tests.
final class TestOperations {
    private TestOperations() {}

    /// For tests whose requests never get that far.
    static Operations none() {
        return new Operations();
    }
}
