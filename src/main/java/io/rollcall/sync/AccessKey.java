package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Secret;

/// A key with which a user signs requests.
///
/// @param access the public half
/// @param secret the half that signs
/// @param user whose key it is
public record AccessKey(String access, Secret secret, IamId user) {}
