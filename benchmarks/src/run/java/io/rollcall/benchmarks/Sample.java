package io.rollcall.benchmarks;

/// One measurement of one participant in one round.
///
/// @param source the kind of IAM
/// @param who `rollcall`, `floor` or a peer
/// @param millis from sending the request to its recorded end
/// @param fileMillis until a changed file of the IAM was read before the request, which `millis` leaves out
/// @param cpuMillis of the participant's process; 0 for the floor
/// @param slapdCpuMillis of the server meanwhile
/// @param peakMebibytes the most memory of the participant's process meanwhile
/// @param operations that the server carried out meanwhile
/// @param load the load average at the end
record Sample(
        String shape,
        boolean fsync,
        String source,
        String test,
        int round,
        String who,
        double millis,
        double fileMillis,
        long cpuMillis,
        long slapdCpuMillis,
        long peakMebibytes,
        long operations,
        double load) {}
