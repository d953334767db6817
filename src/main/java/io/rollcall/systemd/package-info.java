/// How does the service manager of the machine learn how this process stands? Speaks the protocol of `sd_notify(3)`
/// over a datagram socket, and says nothing without one. Knows nothing of what the process does. Read
/// [io.rollcall.systemd.Systemd] first.
@NullMarked
package io.rollcall.systemd;

import org.jspecify.annotations.NullMarked;
