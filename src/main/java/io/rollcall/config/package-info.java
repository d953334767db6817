/// The server's configuration: one YAML file, checked as a whole before anything starts. Owns the file's keys and
/// their defaults; other packages build the server from it. Read [io.rollcall.config.Configuration] first, and
/// `config/rollcall.sample.yaml` beside it.
@NullMarked
package io.rollcall.config;

import org.jspecify.annotations.NullMarked;
