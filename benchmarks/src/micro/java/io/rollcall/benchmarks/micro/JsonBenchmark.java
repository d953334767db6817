package io.rollcall.benchmarks.micro;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.wire.DocumentedJson;
import io.rollcall.wire.Json;
import io.rollcall.wire.JsonTree;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The documented list of 10,000 users and 1,000 groups, written and read; and a status, written.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JsonBenchmark {
    private final DocumentedJson.Names names = new DocumentedJson.Names(list("user", 10_000), list("group", 1_000));
    private byte[] bytes;

    private static List<String> list(String what, int count) {
        return IntStream.range(0, count).mapToObj((what + "%05d")::formatted).toList();
    }

    @Setup
    public void write() {
        bytes = writeNames();
    }

    @Benchmark
    public byte[] writeNames() {
        return Json.write(names);
    }

    @Benchmark
    public JsonNode readNames() throws IOException {
        return JsonTree.read(bytes);
    }

    @Benchmark
    public byte[] writeStatus() {
        return Json.write(new DocumentedJson.SyncStatus(true));
    }
}
