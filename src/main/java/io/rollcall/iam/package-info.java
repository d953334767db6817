/// What the sources of identities share: how policies and their conditions are read. `file` reads a YAML file,
/// `keystone` reads Keystone and Huawei Cloud IAM with the client in `http`. None of them writes to an IAM.
@NullMarked
package io.rollcall.iam;

import org.jspecify.annotations.NullMarked;
