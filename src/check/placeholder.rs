//! Values in parameter files that stand for something else, which a pipeline puts in.

/// Whether a text is one of the known tokens: `GEN-…`, `GET-…`, `#{x}#`, `__x__`, `<x>`, `${x}`.
pub fn is_token(text: &str) -> bool {
    let text = text.trim();
    let between = |start: &str, end: &str| {
        text.len() > start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
    };
    text.starts_with("GEN-")
        || text.starts_with("GET-")
        || [("#{", "}#"), ("__", "__"), ("<", ">"), ("${", "}")].iter().any(|(s, e)| between(s, e))
}
