//! What a run over a folder costs, beside what serde_json needs to read and parse the same files: one table from one run.
//!
//! `benches/corpus.sh FOLDER` builds what is needed and calls this with the path of the release binary. The same program
//! measures (`corpus time COMMAND…`) and is the other side of the comparison (`corpus floor THREADS FOLDER`).
#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use armlint::check::Plan;
use armlint::check::project::Project;
use armlint::discover::Input;
use armlint::model::arm::Schema;
use armlint::rules::RULES;
use armlint::session::{Session, sniff};
use nix::sys::resource::{UsageWho, getrusage};
use rayon::prelude::*;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["time", command @ ..] => time(command),
        ["floor", threads, folder] => floor(threads.parse()?, Path::new(folder)),
        ["relint", folder] => relint(Path::new(folder)),
        [armlint, folder] => table(Path::new(armlint), Path::new(folder)),
        _ => Err("usage: corpus ARMLINT FOLDER".into()),
    }
}

/// Reads and parses all JSON below a folder, in the way of any tool that does nothing else.
fn floor(threads: usize, folder: &Path) -> Outcome<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let paths: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| is(entry.path(), "json") && entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).ok()?;
        let text = text.trim_start_matches('\u{feff}');
        Some(usize::from(serde_json::from_str::<serde_json::Value>(text).is_ok()))
    };
    let parsed: usize = pool.install(|| paths.par_iter().filter_map(read).sum());
    println!("{parsed}");
    Ok(())
}

/// Runs a command once and prints wall time and processor time in microseconds, and peak memory in KiB. A process of its own, since
/// the peak of its children is the highest of all.
fn time(command: &[&str]) -> Outcome<()> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    child.wait()?;
    let wall = start.elapsed().as_micros();
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    let cpu = micros(used.user_time()) + micros(used.system_time());
    println!("{wall} {cpu} {}", used.max_rss());
    Ok(())
}

/// Opens a project of 500 templates in memory, changes one of them again and again, and prints what a change costs at best and
/// in the middle, in milliseconds of wall time.
fn relint(folder: &Path) -> Outcome<()> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let is_template = |path: &Path| is(path, "bicep") || is(path, "json");
    let texts: Vec<(PathBuf, String)> = files
        .filter(|entry| is_template(entry.path()))
        .filter_map(|entry| {
            Some((entry.path().to_owned(), std::fs::read_to_string(entry.path()).ok()?))
        })
        .filter(|(path, text)| {
            is(path, "bicep") || sniff::schema(text).and_then(Schema::by_uri).is_some()
        })
        .take(PROJECT)
        .collect();
    let pool = rayon::ThreadPoolBuilder::new().stack_size(64 << 20).build()?;
    let session = Session::new(folder.to_path_buf());
    let input = |(path, text): &(PathBuf, String)| {
        session.provide(path, text.clone());
        Input { path: path.clone(), named: false, bound: folder.to_path_buf() }
    };
    let inputs: Vec<_> = texts.iter().map(input).collect();
    let Some((changed, text)) = texts.iter().max_by_key(|(_, text)| text.len()) else {
        return Err("no templates".into());
    };
    let (mut project, _) = pool.install(|| Project::open(session, inputs, Plan::new(RULES)));
    let mut times: Vec<f64> = (0..20)
        .map(|_| {
            let start = Instant::now();
            pool.install(|| project.update(changed, text.clone()));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (count, bytes) = (texts.len(), text.len());
    println!(
        "One of {count} files of {bytes} bytes changes: {:.1} ms at best, {:.1} ms in the middle",
        times[0], times[10]
    );
    Ok(())
}

/// Files of a project that one file of is changed.
const PROJECT: usize = 500;

/// The cost of one command.
#[derive(Clone, Copy)]
struct Cost {
    /// Seconds.
    wall: f64,
    /// Seconds of the processor, of all threads.
    cpu: f64,
    /// Mebibytes.
    peak: f64,
}

impl Cost {
    const NOTHING_YET: Self = Self { wall: f64::MAX, cpu: f64::MAX, peak: 0.0 };

    /// The best of both, each figure by itself; of memory the worst.
    fn best(self, other: Self) -> Self {
        Self {
            wall: self.wall.min(other.wall),
            cpu: self.cpu.min(other.cpu),
            peak: self.peak.max(other.peak),
        }
    }
}

/// Runs all commands in turn, `rounds` times, so that a busy moment of the machine meets all of them.
fn race<const N: usize>(commands: &[Vec<String>; N], rounds: usize) -> Outcome<[Cost; N]> {
    let mut best = [Cost::NOTHING_YET; N];
    for _ in 0..rounds {
        for (best, command) in best.iter_mut().zip(commands) {
            let output =
                Command::new(std::env::current_exe()?).arg("time").args(command).output()?;
            let figures = String::from_utf8(output.stdout)?;
            let figures: Vec<f64> =
                figures.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
            let &[wall, cpu, peak] = figures.as_slice() else { return Err("no figures".into()) };
            let cost = Cost { wall: wall / 1e6, cpu: cpu / 1e6, peak: peak / 1024.0 };
            *best = best.best(cost);
        }
    }
    Ok(best)
}

/// Rounds of each comparison.
const ROUNDS: usize = 10;
/// A run that is compared takes so long at least, in seconds.
const LONG_ENOUGH: f64 = 0.5;
/// Never more copies than this.
const MOST_COPIES: usize = 40;

fn table(armlint: &Path, folder: &Path) -> Outcome<()> {
    let armlint = armlint.canonicalize()?.display().to_string();
    let check = |threads: usize, path: &Path| -> Vec<String> {
        let path = path.display().to_string();
        let jobs = threads.to_string();
        [armlint.as_str(), "check", "--no-progress", "--jobs", &jobs, &path]
            .map(str::to_owned)
            .into()
    };
    let own = std::env::current_exe()?.display().to_string();
    let read = |threads: usize, path: &Path| -> Vec<String> {
        let path = path.display().to_string();
        vec![own.clone(), "floor".to_owned(), threads.to_string(), path]
    };
    let files = Listed::of(folder)?;
    let scratch = Scratch::new()?;
    let threads = std::thread::available_parallelism()?.get();
    let mut json_rate = None;
    println!("{} ({threads} threads, best of {ROUNDS})\n", folder.display());

    if !files.json.is_empty() {
        let json = scratch.folder("json")?;
        let once = files.copy(folder, &json, &files.json, 0)?;
        let [first] = race(&[check(threads, &json)], 2)?;
        let copies = (LONG_ENOUGH / first.wall).ceil().clamp(1.0, MOST_COPIES as f64) as usize;
        for number in 1..copies {
            files.copy(folder, &json, &files.json, number)?;
        }
        let bytes = once * copies as u64;
        let commands =
            [check(threads, &json), read(threads, &json), check(1, &json), read(1, &json)];
        let [check, read, check_1, read_1] = race(&commands, ROUNDS)?;
        let count = files.json.len() * copies;
        println!("JSON templates and parameter files: {count} in {copies} copies, {bytes} bytes");
        println!("                       wall s   cpu s    MB/s    peak MiB");
        row("armlint check", check, bytes);
        row("serde_json to Value", read, bytes);
        row("armlint check, 1 thread", check_1, bytes);
        row("serde_json, 1 thread", read_1, bytes);
        println!(
            "ratio                  {:.2}     (cpu {:.2})",
            check.wall / read.wall,
            check.cpu / read.cpu
        );
        println!(
            "ratio, 1 thread        {:.2}     (cpu {:.2})",
            check_1.wall / read_1.wall,
            check_1.cpu / read_1.cpu
        );
        println!("{threads} threads over 1       {:.2}\n", check_1.wall / check.wall);
        json_rate = Some(check_1.cpu / bytes as f64);
    }
    if !files.bicep.is_empty() {
        let bicep = scratch.folder("bicep")?;
        let bytes = files.copy(folder, &bicep, &files.bicep, 0)?;
        let [first] = race(&[check(threads, &bicep)], 2)?;
        let copies = (LONG_ENOUGH / first.wall).ceil().clamp(1.0, MOST_COPIES as f64) as usize;
        for number in 1..copies {
            files.copy(folder, &bicep, &files.bicep, number)?;
        }
        let bytes = bytes * copies as u64;
        let commands = [check(threads, &bicep), check(1, &bicep)];
        let [both, one] = race(&commands, ROUNDS)?;
        let count = files.bicep.len() * copies;
        println!("Bicep: {count} files in {copies} copies, {bytes} bytes");
        println!("                       wall s   cpu s    MB/s    peak MiB");
        row("armlint check", both, bytes);
        row("armlint check, 1 thread", one, bytes);
        if let Some(json) = json_rate {
            println!("cost of a byte, to JSON's  {:.2}", one.cpu / bytes as f64 / json);
        }
        println!();
    }
    // A repository of its own: callers of a file that is named are looked for in all of its repository.
    let small = scratch.folder("small")?;
    std::fs::create_dir_all(small.join(".git"))?;
    let small = small.join("azuredeploy.json");
    std::fs::write(&small, SMALL)?;
    let [whole, cold] = race(&[check(threads, folder), check(threads, &small)], ROUNDS)?;
    println!("The folder as it is    {:.3} s, {:.1} MiB", whole.wall, whole.peak);
    println!("One small file, cold   {:.1} ms, {:.1} MiB", cold.wall * 1e3, cold.peak);
    relint(&folder.canonicalize()?)
}

fn row(name: &str, cost: Cost, bytes: u64) {
    let rate = bytes as f64 / cost.wall / 1e6;
    println!("{name:<22} {:>7.3}  {:>7.3}  {rate:>6.1}  {:>7.1}", cost.wall, cost.cpu, cost.peak);
}

/// The files of a folder that armlint takes for templates, by language.
struct Listed {
    json: Vec<PathBuf>,
    bicep: Vec<PathBuf>,
}

impl Listed {
    fn of(folder: &Path) -> Outcome<Self> {
        let folder = folder.canonicalize()?;
        let mut files = Self { json: Vec::new(), bicep: Vec::new() };
        for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
            let entry = entry?;
            let path = entry.path().strip_prefix(&folder)?.to_path_buf();
            if is(&path, "bicep") || is(&path, "bicepparam") {
                files.bicep.push(path);
            } else if is(&path, "json") && entry.file_type().is_file() {
                let text = String::from_utf8_lossy(&std::fs::read(entry.path())?).into_owned();
                let schema = sniff::schema(&text);
                if schema.and_then(Schema::by_uri).is_some() {
                    files.json.push(path);
                } else {
                    // What Bicep loads as data.
                    files.bicep.push(path);
                }
            }
        }
        if !files.bicep.iter().any(|path| is(path, "bicep")) {
            files.bicep.clear();
        }
        Ok(files)
    }

    /// Copies files below a numbered folder; how many bytes of templates they have.
    fn copy(&self, from: &Path, to: &Path, paths: &[PathBuf], number: usize) -> Outcome<u64> {
        let mut bytes = 0;
        for path in paths {
            let target = to.join(number.to_string()).join(path);
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&target, std::fs::read(from.join(path))?)?;
            if self.json.contains(path) || !is(path, "json") {
                bytes += std::fs::metadata(&target)?.len();
            }
        }
        Ok(bytes)
    }
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case(extension))
}

/// A folder that goes when the run ends. It looks like a repository, as what people lint does.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Outcome<Self> {
        let root = std::env::temp_dir().join(format!("armlint-corpus-{}", std::process::id()));
        std::fs::create_dir_all(root.join(".git"))?;
        Ok(Self(root))
    }

    fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.0.join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const SMALL: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "location": { "type": "string", "defaultValue": "[resourceGroup().location]" } },
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-01-01",
      "name": "[uniqueString(resourceGroup().id)]",
      "location": "[parameters('location')]",
      "sku": { "name": "Standard_LRS" },
      "kind": "StorageV2",
      "properties": { "publicNetworkAccess": "Enabled" }
    }
  ]
}
"#;
