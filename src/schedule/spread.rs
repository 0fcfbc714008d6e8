//! Runs whose times are unknown, spread evenly over a cycle.

use jiff::Timestamp;

use super::half_days::Window;

/// The instant of the run with `before` runs before it, of `count` runs spread evenly: each in the middle of
/// its share of the cycle, on a whole second.
pub(super) fn at(count: u64, cycle: Window, before: u64) -> Timestamp {
    let (start, length) =
        (cycle.start.as_second(), i128::from(cycle.end.as_second() - cycle.start.as_second()));
    let offset = (2 * i128::from(before) + 1) * length / (2 * i128::from(count));
    let offset = i64::try_from(offset).expect("it lies within the cycle");
    Timestamp::from_second(start + offset).expect("it lies within the cycle")
}

/// How many of `count` evenly spread runs start before `end`.
pub(super) fn before(count: u64, cycle: Window, end: Timestamp) -> u64 {
    // Those k with (2k + 1) x length / (2 x count) < seconds, which is k < (2 x count x seconds - length) /
    // (2 x length).
    let length = i128::from(cycle.end.as_second() - cycle.start.as_second());
    // A part of a second that has begun counts: runs are on whole seconds.
    let seconds = i128::from(end.as_second()) + i128::from(end.subsec_nanosecond() > 0)
        - i128::from(cycle.start.as_second());
    let above = 2 * i128::from(count) * seconds - length;
    let before = if above <= 0 || length == 0 { 0 } else { (above + 2 * length - 1) / (2 * length) };
    u64::try_from(before).unwrap_or(u64::MAX).min(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_runs_are_counted_where_they_are() {
        let at = |text: &str| text.parse::<Timestamp>().expect(text);
        let cycle = Window { start: at("2026-11-01T00:00:00Z"), end: at("2026-12-01T00:00:00Z") };
        for count in [1, 2, 7, 40, 1000] {
            let all: Vec<_> = (0..count).map(|before| super::at(count, cycle, before)).collect();
            assert!(all.iter().all(|run| cycle.start <= *run && *run < cycle.end));
            assert_eq!(super::before(count, cycle, cycle.start), 0);
            assert_eq!(super::before(count, cycle, cycle.end), count);
            for (before, run) in (0..count).zip(&all) {
                assert_eq!(super::before(count, cycle, *run), before, "{count}: {run}");
            }
        }
        //  30 days in 2 shares of 15: the middle of the first is on the 8th at noon
        assert_eq!(super::at(2, cycle, 0), at("2026-11-08T12:00:00Z"));
    }
}
