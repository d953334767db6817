package io.rollcall.benchmarks;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// The IAM has changed. The file of the IAM is read before the request, and that time is told apart.
///
/// @param change changes the account, and returns the body of the request
/// @param hasProof whether the server has syncprov
record Changed(String name, Function<Account, String> change, boolean hasProof) implements Case {
    static Stream<Case> cases() {
        return Stream.of(
                new Changed("changed", Changed::onePercent, false),
                new Changed("changed-syncprov", Changed::onePercent, true),
                new Changed("one-member", Changed::oneMember, false),
                new Changed("one-member-syncprov", Changed::oneMember, true),
                new Changed("one-member-named", Changed::oneMemberNamed, false),
                new Changed("one-user", Changed::oneUser, false));
    }

    private static String onePercent(Account account) {
        account.change(0.01);
        return World.EVERYTHING;
    }

    private static String oneMember(Account account) {
        account.join();
        return World.EVERYTHING;
    }

    private static String oneMemberNamed(Account account) {
        account.join();
        return "{\"group_names\": [\"%s\"]}".formatted(account.largest().name());
    }

    private static String oneUser(Account account) {
        return "{\"user_names\": [\"%s\"]}".formatted(account.arrive());
    }

    @Override
    public void run(World world) throws Exception {
        Rollcall rollcall = world.warm();
        Directory directory = world.filled(hasProof);
        // What earlier cases did to the account is not this one's business.
        rollcall.synchronize(directory, World.EVERYTHING);
        Dump before = world.freshDump(directory);
        Directory twin = world.twin(directory, hasProof);
        Map<Peer, Directory> peers = world.peers.directories(() -> world.twin(directory, hasProof));
        for (int round = world.firstRound(); round <= world.options.rounds(); round++) {
            String body = change.apply(world.account);
            double fileMillis = world.publish();
            world.measure(
                    name,
                    round,
                    "rollcall",
                    rollcall.proc(),
                    fileMillis,
                    () -> rollcall.synchronize(directory, body).millis());
            Dump after = world.freshDump(directory);
            Changes changes = Changes.between(before.rebased(directory, twin), after.rebased(directory, twin), twin);
            if (changes.size() == 0) {
                throw new IllegalStateException("nothing was written");
            }
            world.measure(name, round, "floor", Meter.NONE, 0, () -> Floor.write(twin, changes));
            Dump former = before;
            world.peers.measure(
                    world,
                    name,
                    round,
                    peers,
                    (peer, own) -> peer.write(
                            own, Changes.between(former.rebased(directory, own), after.rebased(directory, own), own)));
            before = after;
        }
        if (!Dump.of(twin).sameBelow(before.rebased(directory, twin), twin)) {
            throw new IllegalStateException("the floor has not written the same as Rollcall");
        }
    }
}
