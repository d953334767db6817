/// What can be changed in a Manager, in which stages, and the interface that carries the changes out. Read
/// [io.rollcall.sync.provisioning.ProvisioningTarget] first.
@NullMarked
package io.rollcall.sync.provisioning;

import org.jspecify.annotations.NullMarked;
