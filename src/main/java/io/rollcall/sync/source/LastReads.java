package io.rollcall.sync.source;

import io.rollcall.cluster.ProjectId;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The last snapshot of everything in each project, as long as it is in use elsewhere: what a source gives again
/// where nothing changed ([IdentitySource#read]). Thread-safe.
public final class LastReads {
    private final Map<ProjectId, WeakReference<IamSnapshot>> last = new HashMap<>();

    /// The last snapshot; null if there is none in use.
    public synchronized @Nullable IamSnapshot of(ProjectId project) {
        WeakReference<IamSnapshot> held = last.get(project);
        return held == null ? null : held.get();
    }

    /// Records what was read now.
    ///
    /// @return the same content in the objects of the last snapshot, as far as they are equal
    public IamSnapshot next(ProjectId project, IamSnapshot read) {
        IamSnapshot next = read.after(of(project));
        keep(project, next);
        return next;
    }

    private synchronized void keep(ProjectId project, IamSnapshot snapshot) {
        last.put(project, new WeakReference<>(snapshot));
    }
}
