package io.rollcall.sync.source;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Opens a [SampleIam] for each test of a contract.
public abstract class SampleIamContract {
    @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
    protected SampleIam iam;

    /// A new IAM for one test.
    protected abstract SampleIam open() throws Exception;

    @BeforeEach
    void openIam() throws Exception {
        iam = open();
    }

    @AfterEach
    void closeIam() {
        iam.close();
    }
}
