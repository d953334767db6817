package io.rollcall.api.error;

import java.util.ArrayList;
import java.util.List;

/// Collects all problems of a request, so that its sender reads them all at once (R3). Names the place of
/// a mistake and never repeats the value there: no part of a request reaches an answer unchecked.
public final class Problems {
    /// The most problems that are named; of the others only the number is given, or 100,000 bad names would make
    /// an answer of megabytes.
    static final int NAMED = 50;

    private final List<Message> named = new ArrayList<>();
    private int count;

    /// @param place `user_names[3]`
    public void add(String place, String english, String chinese) {
        count++;
        if (named.size() < NAMED) {
            named.add(new Message(place + " " + english, place + chinese));
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// @throws ApiException 400 `12000002` if anything was added
    public void refuse() {
        if (isEmpty()) {
            return;
        }
        List<Message> all = new ArrayList<>(named);
        int more = count - named.size();
        if (more > 0) {
            all.add(new Message("and " + more + " more", "另有" + more + "处错误"));
        }
        throw new ApiException(ErrorCode.PARAMETER_INVALID, Message.joined(all));
    }
}
