package io.rollcall.iam.http;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.tracing.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Makes many calls at once, each on a virtual thread; the client's own limit says how many are really sent at a
/// time. The first failure cancels the others.
public final class Parallel {
    private Parallel() {}

    /// A call that may find no IAM.
    @FunctionalInterface
    public interface Call<A, B> {
        B on(A input) throws UnavailableException;
    }

    /// The results in the order of the inputs.
    public static <A, B> List<B> map(Collection<A> inputs, Call<A, B> call) throws UnavailableException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<B>> futures = new ArrayList<>(inputs.size());
            for (A input : inputs) {
                futures.add(threads.submit(Span.carried(() -> call.on(input))));
            }
            List<B> results = new ArrayList<>(inputs.size());
            try {
                for (Future<B> future : futures) {
                    results.add(future.get());
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new UnavailableException(Part.IAM_USER, "interrupted while reading the IAM", e);
            } catch (ExecutionException e) {
                threads.shutdownNow();
                switch (e.getCause()) {
                    case UnavailableException away -> throw away;
                    case RuntimeException defect -> throw defect;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
            return results;
        }
    }
}
