package io.rollcall.operation.model;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// At which times a cluster is synchronized without a request.
///
/// Where clocks change, the rules are those of cron. Times of the day, with no `*` in minute and hour, are due
/// once a day each: a time in an hour that the clock skips is due after the skip, and a time in an hour that the
/// clock repeats is due the first time only. An interval, with a `*` in one of them, follows the clock.
///
/// @param cron five fields: minute, hour, day of the month, month, day of the week
/// @param zone whose clock is meant
/// @param jitter the longest delay, so that clusters with the same times do not all start at once
public record Schedule(String cron, ZoneId zone, Duration jitter) {
    /// @throws IllegalArgumentException if the expression cannot be read, or names a time that never comes
    public Schedule {
        if (times(cron).nextExecution(Instant.EPOCH.atZone(ZoneOffset.UTC)).isEmpty()) {
            throw new IllegalArgumentException("names a time that never comes");
        }
    }

    /// Its text, by which a changed schedule is recognised.
    public String definition() {
        return cron + " " + zone + " " + jitter;
    }

    /// The first time after that moment, with a random delay.
    public Instant due(Instant after, RandomGenerator chance) {
        return next(after).plusMillis(chance.nextLong(jitter.toMillis() + 1));
    }

    /// The first time after that moment.
    public Instant next(Instant after) {
        return isPace() ? nextByTheClock(after) : nextOfTheDay(after);
    }

    private boolean isPace() {
        String[] fields = cron.strip().split("\\s+", 3);
        return fields[0].contains("*") || fields[1].contains("*");
    }

    /// Visits each local time once and converts it to an instant: a skipped or repeated local time is one instant.
    private Instant nextOfTheDay(Instant after) {
        LocalDateTime shown = after.atZone(zone).toLocalDateTime();
        while (true) {
            shown = times(cron)
                    .nextExecution(shown.atZone(ZoneOffset.UTC))
                    .orElseThrow()
                    .toLocalDateTime();
            @Nullable ZoneOffsetTransition change = zone.getRules().getTransition(shown);
            Instant due = change != null && change.isGap()
                    ? change.getInstant()
                    : shown.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
            if (due.isAfter(after)) {
                return due;
            }
        }
    }

    private Instant nextByTheClock(Instant after) {
        Optional<Instant> regular =
                times(cron).nextExecution(after.atZone(zone)).map(ZonedDateTime::toInstant);
        @Nullable ZoneOffsetTransition change = zone.getRules().nextTransition(after);
        while (change != null && regular.filter(change.getInstant()::isAfter).isEmpty()) {
            if (change.isGap() && isDueIn(change)) {
                return change.getInstant();
            }
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return regular.orElseThrow();
    }

    /// Whether the clock skips a time of this schedule, or continues with one.
    private boolean isDueIn(ZoneOffsetTransition gap) {
        ZonedDateTime before = gap.getDateTimeBefore().minusMinutes(1).atZone(ZoneOffset.UTC);
        return times(cron)
                .nextExecution(before)
                .filter(due -> !due.toLocalDateTime().isAfter(gap.getDateTimeAfter()))
                .isPresent();
    }

    private static ExecutionTime times(String cron) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        try {
            return ExecutionTime.forCron(parser.parse(cron));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must have five fields, minute, hour, day, month and weekday, as '0 3 * * *': " + e.getMessage(),
                    e);
        }
    }
}
