/// Which clusters are stored beside those of the configuration file, and in which edition? Knows neither what a
/// definition means nor what is served. Read [io.rollcall.definition.Definitions] first.
@NullMarked
package io.rollcall.definition;

import org.jspecify.annotations.NullMarked;
