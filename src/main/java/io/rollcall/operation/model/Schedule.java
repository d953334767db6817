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

/// At which times a cluster is synchronized by itself.
///
/// Where clocks change, the rules are those of cron. Times of the day, with no `*` in minute and hour, come once a
/// day each: what is due in an hour that the clock leaves out is due when it goes on, and what is due in an hour
/// that comes twice is due the first time only. A pace, with a `*` in one of them, goes on as the clock shows it.
///
/// @param cron five fields: minute, hour, day of the month, month, day of the week
/// @param zone whose clock is meant
/// @param jitter how much later it may be, so that clusters with the same times do not all start at once
public record Schedule(String cron, ZoneId zone, Duration jitter) {
    /// @throws IllegalArgumentException if the expression cannot be read, or names a time that never comes
    public Schedule {
        if (times(cron).nextExecution(Instant.EPOCH.atZone(ZoneOffset.UTC)).isEmpty()) {
            throw new IllegalArgumentException("names a time that never comes");
        }
    }

    /// What it is, so that a changed one is known as another one.
    public String definition() {
        return cron + " " + zone + " " + jitter;
    }

    /// The first time after that moment, as late as chance wants it.
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

    /// Every time that the calendar shows is looked at once, and put on the time line: whatever the clock skips or
    /// shows again, it is one moment.
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

    /// Whether the clock leaves out a time of this schedule, or goes on with one.
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
