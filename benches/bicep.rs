//! How fast Bicep is read: lexer and parser over one big text or, where it is at hand, real modules.

use armlint::syntax::bicep::{Dialect, lexer, parse};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::path::{Path, PathBuf};

fn main() {
    divan::main();
}

/// Modules of `ARMLINT_SHARED`, or of `shared` beside the repository, or a text made up.
fn texts() -> Vec<String> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("ARMLINT_SHARED").map_or_else(beside, PathBuf::from);
    let walk = walkdir::WalkDir::new(root.join("corpus/avm")).into_iter().filter_map(Result::ok);
    let paths = walk.filter(|entry| entry.path().extension().is_some_and(|end| end == "bicep"));
    let texts: Vec<_> =
        paths.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect();
    if texts.is_empty() { vec![made_up()] } else { texts }
}

fn made_up() -> String {
    let one = "@description('Where it lives.')\nparam location string = resourceGroup().location\n\
        resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'a${location}'\n  \
        properties: {\n    minimumTlsVersion: empty(location) ? 'TLS1_0' : 'TLS1_2'\n  }\n}\n";
    one.repeat(5_000)
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

#[divan::bench(sample_count = 20)]
fn lex(bencher: Bencher) {
    let texts = texts();
    bencher.counter(bytes(&texts)).bench_local(|| {
        texts.iter().map(|text| lexer::lex(black_box(text)).tokens.len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 20)]
fn parse_all(bencher: Bencher) {
    let texts = texts();
    bencher.counter(bytes(&texts)).bench_local(|| {
        let trees = texts.iter().map(|text| parse(black_box(text), Dialect::Template));
        trees.map(|tree| tree.statements().count()).sum::<usize>()
    });
}
