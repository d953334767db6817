package io.rollcall.api;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.request.PasswordBody;
import io.rollcall.api.request.RequestBody;
import io.rollcall.cluster.UserName;
import java.util.Arrays;

/// Bodies of whatever bytes: understood, or answered with a documented 400.
public final class BodyFuzz {
    private static final UserName NAME = new UserName("alice");

    private BodyFuzz() {}

    /// Called by the fuzzer; the first byte says which body it is.
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] body = Arrays.copyOfRange(data, 1, data.length);
        RequestBody.Form[] forms = RequestBody.Form.values();
        int which = Math.floorMod(data[0], forms.length + 1);
        try {
            if (which < forms.length) {
                RequestBody.read(body, forms[which]);
            } else {
                PasswordBody.read(body, NAME);
            }
        } catch (ApiException e) {
            if (e.code().status() != 400) {
                throw new IllegalStateException("not a 400", e);
            }
        }
    }
}
