//! Keeps a defect of armlint to the file that brings it to light.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

thread_local! {
    /// Whether this thread is within [`isolate`].
    static ISOLATED: Cell<bool> = const { Cell::new(false) };
    /// What the last defect of this thread was, and where in armlint.
    static DEFECT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs something; a panic within becomes an error that says what happened, and where in armlint.
pub fn isolate<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    let outer = ISOLATED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    ISOLATED.set(outer);
    result.map_err(|panic| {
        let told = DEFECT.take();
        if told.is_empty() { words(&*panic) } else { told }
    })
}

/// Makes panics within [`isolate`] silent: they are told as findings. Others end the program, with a word on what to do.
pub fn silence() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if ISOLATED.get() {
            DEFECT.set(describe(info));
        } else {
            before(info);
        }
    }));
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let what = words(info.payload());
    match info.location() {
        Some(at) => {
            // The path of a dependency begins with a folder of whoever built the program.
            let file = at.file().replace('\\', "/");
            let file = file.rsplit("/src/").next().unwrap_or_default();
            format!("{what}, at {}:{}", file.trim_start_matches("src/"), at.line())
        }
        None => what,
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    // A message may quote what it could not deal with, and that may be a secret.
    let end = text.find(['`', '"', '\'']).unwrap_or(text.len()).min(text.floor_char_boundary(200));
    text[..end].trim_end_matches([' ', ':']).to_owned()
}

/// What a finding says about a defect.
pub fn message(what: &str) -> String {
    let home = env!("CARGO_PKG_REPOSITORY");
    format!("armlint failed on this file ({what}). Please report it at '{home}/issues'.")
}
