//! The Bicep front end against real files and the reference compiler's dumps, where they are at hand.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "tests panic and say what they saw")]

mod names;
mod places;
#[path = "../support/mod.rs"]
mod support;

use armlint::source::Span;
use armlint::syntax::bicep::{Dialect, Node, Tree, lexer, parse};
use names::{FOLDED, nodes};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The folder of shared material: `ARMLINT_SHARED`, or `shared` beside the repository.
fn shared(part: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("ARMLINT_SHARED").map_or_else(beside, PathBuf::from);
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn files(root: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(root).sort_by_file_name();
    let paths = walk.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    paths.filter(|path| path.is_file() && dialect(path).is_some()).collect()
}

fn dialect(path: &Path) -> Option<Dialect> {
    match path.extension()?.to_str()? {
        "bicep" => Some(Dialect::Template),
        "bicepparam" => Some(Dialect::Parameters),
        _ => None,
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).expect("the file is readable")).into_owned()
}

fn tree_of(path: &Path) -> Tree {
    parse(&read(path), dialect(path).expect("a Bicep file"))
}

/// A dump's `//@[a:b) …` lines: offset in UTF-16 units, length, and the rest of the line.
fn annotations(dump: &str) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let (mut line_start, mut next_start) = (0, 0);
    for line in dump.split_inclusive('\n') {
        let Some(rest) = line.strip_prefix("//@[") else {
            line_start = next_start;
            next_start += line.trim_start_matches('\u{feff}').encode_utf16().count();
            continue;
        };
        let (range, rest) = rest.split_once(')').expect("a range");
        let (start, end) = range.split_once(':').expect("a range");
        let start: usize = start.parse().expect("a number");
        let end: usize = end.parse().expect("a number");
        found.push((line_start + start, end - start, rest.trim().to_owned()));
    }
    found
}

/// For each byte of `text` its offset in UTF-16 units, as the reference counts: without the mark.
fn utf16_offsets(text: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut units = 0;
    for (at, char) in text.char_indices() {
        offsets.resize(at + char.len_utf8(), units);
        units += if at == 0 && char == '\u{feff}' { 0 } else { char.len_utf16() };
    }
    offsets.push(units);
    offsets
}

fn dump_of(path: &Path, kind: &str) -> PathBuf {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let extension = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    path.with_file_name(format!("{stem}.{kind}.{extension}"))
}

/// The programs of the baselines that have a dump of this kind.
fn baselines(kind: &str) -> Vec<(PathBuf, PathBuf)> {
    let roots = ["oracles/bicep-baselines", "oracles/bicepparam-baselines"];
    let programs = roots.into_iter().filter_map(shared).flat_map(|root| files(&root));
    let pairs = programs.map(|path| (dump_of(&path, kind), path));
    pairs.filter(|(dump, _)| dump.exists()).map(|(dump, path)| (path, dump)).collect()
}

fn describe(path: &Path, tree: &Tree, out: &mut String) {
    for error in tree.errors().iter().take(3) {
        let before = &tree.source()[..error.span.start as usize];
        let line = before.matches('\n').count() + 1;
        let _ = writeln!(out, "{}:{line}: {}", path.display(), error.message);
    }
}

#[test]
fn real_files_parse_without_error() {
    let Some(root) = shared("corpus") else { return };
    let mut report = String::new();
    let (mut total, mut wrong) = (0, 0);
    for path in files(&root) {
        let tree = tree_of(&path);
        total += 1;
        wrong += usize::from(!tree.errors().is_empty());
        describe(&path, &tree, &mut report);
    }
    eprintln!("{total} files parsed");
    assert!(wrong == 0, "{wrong} of {total} files with errors:\n{report}");
}

#[test]
fn tokens_agree_with_the_reference() {
    let mut report = String::new();
    let (mut total, mut wrong) = (0, 0);
    for (path, dump) in baselines("tokens") {
        let text = read(&path);
        let offsets = utf16_offsets(&text);
        let ours = lexer::lex(&text).tokens.into_iter().map(|token| {
            let start = offsets[token.span.start as usize];
            (start, offsets[token.span.end as usize] - start, format!("{:?}", token.kind))
        });
        let theirs = annotations(&read(&dump)).into_iter().map(|(start, len, rest)| {
            (start, len, rest.split(' ').next().unwrap_or_default().to_owned())
        });
        let (ours, theirs): (Vec<_>, Vec<_>) = (ours.collect(), theirs.collect());
        total += theirs.len();
        let differing = ours.iter().zip(&theirs).filter(|(a, b)| a != b).count();
        let differing = differing + ours.len().abs_diff(theirs.len());
        wrong += differing;
        if let Some((a, b)) = ours.iter().zip(&theirs).find(|(a, b)| a != b) {
            let _ = writeln!(report, "{}: {differing} differ, first {a:?} {b:?}", path.display());
        }
    }
    eprintln!("{} of {total} tokens agree", total - wrong);
    assert!(wrong == 0, "{wrong} of {total} tokens differ:\n{report}");
}

#[test]
fn what_the_reference_skips_is_an_error_and_nothing_else() {
    let mut report = String::new();
    for (path, dump) in baselines("syntax") {
        let skips = annotations(&read(&dump))
            .iter()
            .any(|(_, len, rest)| *len > 0 && rest.contains("SkippedTriviaSyntax"));
        let tree = tree_of(&path);
        if skips && tree.errors().is_empty() {
            let _ = writeln!(report, "{}: no error", path.display());
        }
        // An empty skip is an error in some places and an absent clause in others.
        if !skips && !path.to_string_lossy().contains("/Invalid") {
            describe(&path, &tree, &mut report);
        }
    }
    assert!(report.is_empty(), "{report}");
}

type Found = Vec<(usize, usize, String)>;

fn reference_nodes(dump: &str) -> Found {
    let nodes = annotations(dump).into_iter().filter_map(|(start, len, rest)| {
        let name = rest.trim_start_matches(['|', ' ', '├', '└', '─']).strip_suffix("Syntax")?;
        (!FOLDED.contains(&name)).then(|| (start, len, name.to_owned()))
    });
    let mut nodes: Found = nodes.collect();
    nodes.sort();
    nodes
}

/// Our nodes that the reference has too.
fn our_nodes(path: &Path) -> Found {
    let tree = tree_of(path);
    let offsets = utf16_offsets(tree.source());
    let mut found = Vec::new();
    nodes(&tree, |span, name| {
        let start = offsets[span.start as usize];
        let len = offsets[span.end as usize] - start;
        if !FOLDED.contains(&name) {
            found.push((start, len, name.to_owned()));
        }
    });
    found.sort();
    found
}

#[test]
fn trees_agree_with_the_reference() {
    let mut report = String::new();
    let (mut total, mut wrong) = (0, 0);
    for (path, dump) in baselines("syntax") {
        if path.to_string_lossy().contains("/Invalid") {
            continue;
        }
        let (ours, theirs) = (our_nodes(&path), reference_nodes(&read(&dump)));
        total += theirs.len();
        let only_ours: Vec<_> =
            ours.iter().filter(|node| theirs.binary_search(node).is_err()).collect();
        let only_theirs: Vec<_> =
            theirs.iter().filter(|node| ours.binary_search(node).is_err()).collect();
        let differing = only_ours.len().max(only_theirs.len());
        wrong += differing.max(ours.len().abs_diff(theirs.len()));
        if differing > 0 || ours.len() != theirs.len() {
            let first = (only_ours.iter().take(3), only_theirs.iter().take(3));
            let _ = writeln!(report, "{}: {differing}, {first:?}", path.display());
        }
    }
    eprintln!("{} of {total} nodes agree", total - wrong);
    assert!(wrong == 0, "{wrong} of {total} nodes differ:\n{report}");
}

/// What an editor or a half-finished file gives: every text has a tree, and its spans nest.
#[test]
fn damaged_files_have_sound_trees() {
    let inserted = ["", "{", "[", "(", "'", "}", "]", ")", "${", "'''", "/*", "\n", ",", ":", "\""];
    for (path, _) in baselines("syntax") {
        let text = read(&path);
        let dialect = dialect(&path).expect("a Bicep file");
        // Big files get few cuts, so that the test stays quick.
        let step = (text.len() * text.len() / 400_000).max(97);
        for at in (0..text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)) {
            let (before, after) = text.split_at(at);
            check_spans(&parse(before, dialect));
            for inserted in inserted {
                check_spans(&parse(&format!("{before}{inserted}{after}"), dialect));
            }
        }
    }
}

fn check_spans(tree: &Tree) {
    tree.walk(&mut |node| {
        let outer = span_of(tree, node);
        tree.children(node, &mut |child| {
            let inner = span_of(tree, child);
            assert!(outer.contains(inner), "{outer:?} {inner:?} in {}", tree.source());
        });
    });
    let len = tree.source().len() as u32;
    assert!(tree.errors().iter().all(|error| error.span.end <= len));
}

fn span_of(tree: &Tree, node: Node) -> Span {
    match node {
        Node::Statement(id) => tree.statement(id).span,
        Node::Expr(id) => tree.span(id),
        Node::Type(id) => tree.ty(id).span,
    }
}

#[test]
fn each_feature_parses() {
    let Some(path) = shared("oracles/parser-feature-matrix.csv") else { return };
    let mut report = String::new();
    for row in read(&path).lines().skip(1) {
        let columns: Vec<_> = row.splitn(6, ',').collect();
        let [name, kind, .., snippet] = columns[..] else { continue };
        let unquoted = snippet.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let snippet = unquoted.map_or(snippet.to_owned(), |text| text.replace("\"\"", "\""));
        let text = snippet.replace("\\r", "\r").replace("\\n", "\n");
        let dialect = if kind == "bicep" { Dialect::Template } else { Dialect::Parameters };
        describe(Path::new(name), &parse(&text, dialect), &mut report);
    }
    assert!(report.is_empty(), "{report}");
}
