/// OpenStack Keystone, and Huawei Cloud IAM as a dialect of it: users, groups, grants, and the credentials of
/// callers. Read [io.rollcall.iam.keystone.KeystoneIdentitySource] first.
@NullMarked
package io.rollcall.iam.keystone;

import org.jspecify.annotations.NullMarked;
