/// How does a person set this program up: profiles, and the completion of a shell? Of the servers, only `login`
/// calls one, to try a key. Read [io.rollcall.cli.setup.LoginCommand] first.
@NullMarked
package io.rollcall.cli.setup;

import org.jspecify.annotations.NullMarked;
