/// What the Manager can be told: changes in stages, passwords, and the interface that carries them out. Read
/// [io.rollcall.sync.provisioning.ProvisioningTarget] first.
@NullMarked
package io.rollcall.sync.provisioning;

import org.jspecify.annotations.NullMarked;
