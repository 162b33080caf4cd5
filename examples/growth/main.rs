//! How the cost of a run grows with its input: families of made-up templates, each twice as large as the one before, until a run
//! takes long enough to be compared. `growth ARMLINT [FAMILY…]` prints a table; twice the size may cost 2.2 times as much.
//!
//! What counts is the time of the processor, the best of some runs, so that other work on the machine does not matter.
#![allow(clippy::print_stdout, reason = "a table is what it is for")]

mod bicep;
mod families;
mod network;
mod resources;
mod text;
mod values;

use families::FAMILIES;
use nix::sys::resource::{UsageWho, getrusage};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Writes a template of a size below a folder and gives the file to lint.
type Make = fn(&Path, usize) -> Outcome<PathBuf>;

/// A run that is compared takes so long at least, in seconds.
const LONG_ENOUGH: f64 = 0.1;
/// Files larger than this are not made: Resource Manager takes 4 MB.
const LARGEST: u64 = 14 << 20;
/// More time than this for twice the size is too much.
const MOST: f64 = 2.2;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let armlint = arguments.next().ok_or("usage: growth ARMLINT [FAMILY…]")?;
    let wanted: Vec<String> = arguments.collect();
    let root = std::env::temp_dir().join(format!("armlint-growth-{}", std::process::id()));
    println!(
        "{:<34} {:>8} {:>9} {:>9} {:>9} {:>6}",
        "family", "n", "bytes", "t(n) ms", "t(2n) ms", "ratio"
    );
    for (name, make) in FAMILIES {
        if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        let row = family(&armlint, &root, name, *make);
        let _ = std::fs::remove_dir_all(&root);
        row?;
    }
    Ok(())
}

fn family(armlint: &str, root: &Path, name: &str, make: Make) -> Outcome<()> {
    let (mut size, mut last): (usize, Option<f64>) = (250, None);
    loop {
        let folder = root.join(size.to_string());
        std::fs::create_dir_all(&folder)?;
        let file = make(&folder, size)?;
        let bytes = std::fs::metadata(&file)?.len();
        let time = best(armlint, &file)?;
        let enough = last.is_some_and(|last| last >= LONG_ENOUGH) || bytes > LARGEST;
        if let Some(last) = last.filter(|_| enough) {
            let ratio = time / last;
            let mark = if ratio > MOST { "  <-- too much" } else { "" };
            let n = size / 2;
            println!(
                "{name:<34} {n:>8} {bytes:>9} {:>9.1} {:>9.1} {ratio:>6.2}{mark}",
                last * 1e3,
                time * 1e3
            );
            return Ok(());
        }
        (last, size) = (Some(time), size * 2);
    }
}

/// The processor time of a run, in seconds.
fn best(armlint: &str, file: &Path) -> Outcome<f64> {
    let mut best = f64::MAX;
    for round in 0..5 {
        let before = used()?;
        let arguments = ["check", "--no-progress", "--jobs", "1", "--format", "json"];
        Command::new(armlint)
            .args(arguments)
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        best = best.min(used()? - before);
        if best > 3.0 && round > 0 {
            break;
        }
    }
    Ok(best)
}

fn used() -> Outcome<f64> {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(seconds(used.user_time()) + seconds(used.system_time()))
}
