/// The engine. A [io.rollcall.operation.run.Worker] takes operations off the queue, and each is one
/// [io.rollcall.operation.run.Run] of the [io.rollcall.operation.run.ReconcileLoop]: read, plan, save, apply,
/// record. Read the loop first.
///
/// ```
///                                  stop (at a safe point)
///                        +-----------------------------------------> cancelled
///                        |
///  queued ---claim--> running ---plan saved, all slices recorded---> completed, completed_with_errors
///    ^                 |  ^ |
///    |                 |  | +---a server does not answer, defect--> failed
///    |     lease over  |  |
///    +-----------------+  | release
///                         |
///             guard ---> held ---discard---> cancelled,  a new request ---> superseded
/// ```
///
/// **Lease.** A claim gives a worker the operation until `lease_until`, and a token that is higher than all before
/// it. The worker renews the lease four times in its length. Every transaction of a run checks the token first
/// ([io.rollcall.operation.lease.Fence]): a worker that lost its lease writes nothing more to the database.
///
/// **Trust window.** The directory does not know tokens. So before each single write a run asks whether its lease
/// can have run out ([io.rollcall.operation.lease.TrustWindow]): it trusts the lease for four fifths of its
/// length, counted from before the renewal was sent, on two clocks. A process that slept and wakes up sends at
/// most the one request that had already passed that check.
///
/// **What may die where, and what happens then.**
///
/// | the process dies | what another worker finds | what it does |
/// |---|---|---|
/// | before the 202 | nothing | nothing: the caller has no promise |
/// | while it reads and plans | a claim without a plan | reads and plans anew |
/// | after the plan is saved | a plan, none of it done | applies it |
/// | within a slice | a plan, part of it done, the rest maybe | applies the rest again: changes that are made find
/// themselves made |
/// | between the last slice and the end | a plan that is done | reads back, runs the hook again, ends the operation |
/// | while it waits for a server | a claim, a plan or none | waits or goes on as above |
///
/// An operation whose claims come to nothing ten times in a row is failed, because it may be what kills the
/// process.
@NullMarked
package io.rollcall.operation.run;

import org.jspecify.annotations.NullMarked;
