/// Reads identities from an IAM that speaks the Identity API v3: OpenStack Keystone, or the IAM of Huawei
/// Cloud, which differ in how callers sign in and in where rights are written down. Owns the manners toward
/// an IAM: one token, deadlines, retries within a budget, bounded answers. What it may conclude from an answer
/// is in [io.rollcall.iam.keystone.AccountReader]; read that first, then
/// [io.rollcall.iam.keystone.IamClient].
@NullMarked
package io.rollcall.iam.keystone;

import org.jspecify.annotations.NullMarked;
