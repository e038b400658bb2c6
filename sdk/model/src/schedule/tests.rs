//! Expressions, and what is made of them.

use super::{Minute, Rhythm, Schedule};

fn schedule(expression: &str, timezone: Option<&str>) -> Schedule {
    Schedule {
        expression: expression.to_owned(),
        timezone: timezone.map(str::to_owned),
    }
}

#[test]
fn a_rate_is_a_number_of_minutes() {
    for (expression, minutes) in [
        ("rate(1 minute)", 1),
        ("rate(5 minutes)", 5),
        ("rate(1 hour)", 60),
        ("rate(2 days)", 2_880),
    ] {
        let rhythm = schedule(expression, None).rhythm();
        assert_eq!(rhythm, Ok(Rhythm::EveryMinutes(minutes)), "{expression}");
    }
}

/// `2026-11-23 09:00`
fn minute(text: &str) -> Minute {
    let numbers: Vec<u32> = text
        .split(['-', ' ', ':'])
        .filter_map(|part| part.parse().ok())
        .collect();
    match numbers[..] {
        [year, month, day, hour, minute] => Minute {
            year,
            month,
            day,
            hour,
            minute,
        },
        _ => panic!("{text} is no minute"),
    }
}

#[test]
fn a_cron_expression_means_minutes_of_the_calendar() {
    // 23 November 2026 is a Monday; the month ends on Monday the 30th. 1 August 2026 is a Saturday, 31 May a Sunday.
    for (fields, due, not) in [
        ("0 9 ? * MON-FRI *", "2026-11-23 09:00", "2026-11-22 09:00"),
        ("0 9 ? * 2 *", "2026-11-23 09:00", "2026-11-24 09:00"),
        ("*/15 * * * ? *", "2026-11-22 00:45", "2026-11-22 00:46"),
        ("5/20 8-18 * * ? *", "2026-11-22 18:45", "2026-11-22 19:05"),
        ("0 0 1,15 * ? *", "2026-11-15 00:00", "2026-11-16 00:00"),
        ("0 0 L * ? *", "2028-02-29 00:00", "2028-02-28 00:00"),
        ("0 0 L * ? *", "2100-02-28 00:00", "2100-02-27 00:00"),
        ("0 0 LW * ? *", "2026-05-29 00:00", "2026-05-31 00:00"),
        ("0 0 1W * ? *", "2026-08-03 00:00", "2026-08-01 00:00"),
        ("0 0 15W * ? *", "2026-08-14 00:00", "2026-08-15 00:00"),
        ("0 0 31W * ? *", "2026-05-29 00:00", "2026-06-30 00:00"),
        ("0 0 ? * 2L *", "2026-11-30 00:00", "2026-11-23 00:00"),
        ("0 0 ? * MON#4 *", "2026-11-23 00:00", "2026-11-30 00:00"),
        ("0 0 ? * L *", "2026-11-28 00:00", "2026-11-27 00:00"),
        ("0 0 1 APR-JUN ? *", "2026-05-01 00:00", "2026-07-01 00:00"),
        (
            "0 0 1 * ? 2027,2030-2034/2",
            "2032-01-01 00:00",
            "2033-01-01 00:00",
        ),
    ] {
        let Ok(Rhythm::At(cron)) = schedule(&format!("cron({fields})"), None).rhythm() else {
            panic!("{fields} is no expression");
        };
        assert!(cron.is_due(minute(due)), "{fields} at {due}");
        assert!(!cron.is_due(minute(not)), "{fields} at {not}");
    }
}

#[test]
fn what_scheduler_would_refuse_is_refused_with_a_mend() {
    for (expression, timezone, mistake) in [
        (
            "every minute",
            None,
            "a schedule is `rate(1 minute)` or `cron(0 9 ? * MON-FRI *)`",
        ),
        (
            "at(2026-11-23T09:00:00)",
            None,
            "a schedule is `rate(1 minute)` or `cron(0 9 ? * MON-FRI *)`",
        ),
        (
            "rate(0 minutes)",
            None,
            "a rate is a whole number of minutes, hours or days, from 1 on: `rate(1 minute)`, `rate(12 hours)`",
        ),
        (
            "rate(30 seconds)",
            None,
            "a rate is a whole number of minutes, hours or days, from 1 on: `rate(1 minute)`, `rate(12 hours)`",
        ),
        (
            "rate(+5 minutes)",
            None,
            "a rate is a whole number of minutes, hours or days, from 1 on: `rate(1 minute)`, `rate(12 hours)`",
        ),
        (
            "rate(4000000000 days)",
            None,
            "a rate is a whole number of minutes, hours or days, from 1 on: `rate(1 minute)`, `rate(12 hours)`",
        ),
        ("rate(1 minutes)", None, "write `rate(1 minute)`"),
        ("rate(5 minute)", None, "write `rate(5 minutes)`"),
        (
            "cron(0 9 * * MON-FRI)",
            None,
            "a `cron` expression has six fields, this one 5: minutes, hours, day of month, month, day of week, year",
        ),
        (
            "cron(60 9 * * ? *)",
            None,
            "`60` is no minute: it takes 0 to 59, `*`, `0,30`, `0-10`, `*/5`",
        ),
        (
            "cron(0 18-8 * * ? *)",
            None,
            "`18-8` is no hour: it takes 0 to 23, `*`, `8,20`, `8-18`, `*/2`",
        ),
        (
            "cron(*/0 9 * * ? *)",
            None,
            "`*/0` is no minute: it takes 0 to 59, `*`, `0,30`, `0-10`, `*/5`",
        ),
        (
            "cron(0 9 ? * MON#6 *)",
            None,
            "`MON#6` is no day of week: it takes 1 to 7 or SUN to SAT, `*`, `?`, `MON,THU`, `MON-FRI`, `6L`, `6#3`",
        ),
        (
            "cron(0 9 * * * *)",
            None,
            "either the day of month or the day of week is `?`, and the other one says which days: `cron(0 9 ? * MON-FRI *)`, `cron(0 9 1 * ? *)`",
        ),
        (
            "cron(0 9 * * ? *)",
            Some("America/Sao_Paolo"),
            "`America/Sao_Paolo` is no time zone of the tz database: write `America/Sao_Paulo`",
        ),
        (
            "cron(0 9 * * ? *)",
            Some("america/sao_paulo"),
            "`america/sao_paulo` is no time zone of the tz database: write `America/Sao_Paulo`",
        ),
        (
            "rate(1 minute)",
            Some("America/Sao_Paulo"),
            "a rate has no time zone, since it means no time of day: remove it, or write a `cron` expression",
        ),
    ] {
        let refused = schedule(expression, timezone)
            .rhythm()
            .map_err(|error| error.to_string());
        assert_eq!(refused, Err(mistake.to_owned()), "{expression}");
    }
    assert!(
        schedule("cron(0 9 * * ? *)", Some("America/Sao_Paulo"))
            .rhythm()
            .is_ok()
    );
}
