/// What the sources of identities share: how policies and their conditions are read. A YAML file is read in `file`,
/// Keystone and Huawei Cloud IAM in `keystone`, by the client in `http`. Nothing here writes to an IAM.
@NullMarked
package io.rollcall.iam;

import org.jspecify.annotations.NullMarked;
