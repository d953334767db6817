package io.rollcall.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void thoseWhoAskAtTheSameTimeShareOneCall() throws Exception {
        SingleFlight<String, Integer, IOException> flight = SingleFlight.forgetting(IOException.class);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Callable<Integer> slow = () -> {
            begun.countDown();
            answer.await();
            return asked.incrementAndGet();
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            all.add(threads.submit(() -> flight.get("a", slow)));
            begun.await();
            for (int i = 0; i < 10; i++) {
                all.add(threads.submit(() -> flight.get("a", slow)));
            }
            assertThat(flight.get("b", () -> 7)).as("another question").isEqualTo(7);
            answer.countDown();
            assertThat(all.getFirst().get()).isEqualTo(1);
            for (Future<Integer> one : all) {
                assertThat(one.get()).isLessThanOrEqualTo(asked.get());
            }
        }
        assertThat(asked.get()).as("of eleven").isLessThan(11);
    }

    @Test
    void anAnswerIsForgottenOrKept() throws Exception {
        SingleFlight<String, Integer, IOException> forgetting = SingleFlight.forgetting(IOException.class);
        forgetting.get("a", asked::incrementAndGet);
        assertThat(forgetting.get("a", asked::incrementAndGet)).isEqualTo(2);

        SingleFlight<String, Integer, IOException> remembering = SingleFlight.remembering(IOException.class);
        remembering.get("a", asked::incrementAndGet);
        assertThat(remembering.get("a", asked::incrementAndGet)).isEqualTo(3);
    }

    @Test
    void aFailureComesAsItIsAndIsAskedAgain() throws Exception {
        SingleFlight<String, Integer, IOException> flight = SingleFlight.remembering(IOException.class);
        assertThatThrownBy(() -> flight.get("a", () -> {
                    throw new IOException("away");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("away");
        assertThatThrownBy(() -> flight.get("a", () -> {
                    throw new IllegalStateException("defect");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(flight.get("a", () -> 1)).isEqualTo(1);
    }
}
