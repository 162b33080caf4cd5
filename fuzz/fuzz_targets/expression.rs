#![no_main]
//! Any text as an expression: it is read, it is evaluated, and it comes to the same each time.

use armlint::eval::{Context, EvalError, evaluate_text};
use armlint::source::FileId;
use armlint::syntax::json;
use armlint_fuzz::{assert_parts_reread, assert_spans, source};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let quoted = serde_json::Value::from(format!("[{text}]")).to_string();
    for json in [quoted, format!("\"[{text}]\"")] {
        let document = json::parse(FileId(0), source("a.json", &json));
        assert_spans(&document);
        if document.fatal().is_none() {
            assert_parts_reread(&document);
        }
    }
    let context = Context {
        resource_group: Some("group".to_owned()),
        parameters: [("p".to_owned(), serde_json::json!({ "a": [1, "b", null] }))]
            .into_iter()
            .collect(),
        variables: [("v".to_owned(), serde_json::json!("[parameters('p').a]"))]
            .into_iter()
            .collect(),
        copy: Some(("loop".to_owned(), 3)),
        ..Context::default()
    };
    let first = evaluate_text(text, &context);
    assert_eq!(first, evaluate_text(text, &context));
    if let Err(EvalError::Error(why) | EvalError::Unknown(why)) = first {
        assert!(!why.is_empty() && why.len() < 1_000_000);
    }
});
