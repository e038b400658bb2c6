//! A process id in; what it has used of the machine, as Linux counts it, out.

use std::fs;
use std::time::Duration;

/// Processor time, user and system together.
pub(crate) type Processor = Duration;

/// The unit of `/proc/PID/stat`'s times: 1/100 s, on every architecture that Linux gives to user space (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// What stands in `/proc/PID/stat` behind the process's name, which may hold blanks itself.
fn stat(process: u32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    Some(fields.split(' ').map(str::to_owned).collect())
}

/// Fields of [`stat`], counted from `state`, in ticks.
fn ticks(process: u32, fields: &[usize]) -> Duration {
    let stat = stat(process).unwrap_or_default();
    let sum: u32 = fields
        .iter()
        .filter_map(|field| stat.get(*field)?.parse::<u32>().ok())
        .sum();
    TICK * sum
}

/// What one process has used.
pub(crate) fn processor(process: u32) -> Processor {
    ticks(process, &[11, 12])
}

/// What a process and all its children have used, those that have ended as well.
pub(crate) fn processor_of_family(parent: u32) -> Processor {
    let children = fs::read_dir("/proc").into_iter().flatten().flatten();
    let children = children
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|process| parent_of(*process) == Some(parent));
    ticks(parent, &[11, 12, 13, 14]) + children.map(processor).sum::<Duration>()
}

/// A process's parent.
pub(crate) fn parent_of(process: u32) -> Option<u32> {
    stat(process)?.get(1)?.parse().ok()
}

/// What a process holds in memory, in megabytes.
pub(crate) fn memory_mb(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| {
        line.strip_prefix("VmRSS:")?
            .trim()
            .strip_suffix(" kB")?
            .parse::<f64>()
            .ok()
    });
    kilobytes.unwrap_or_default() * 1024.0 / 1e6
}
