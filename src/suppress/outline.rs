//! What a comment may stand beside, in either language.

use crate::source::Span;
use crate::syntax::bicep::{ExprKind, Node, StatementKind, Tree};
use crate::syntax::document::{Document, NodeRef};

/// A resource or module with the braces of its body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resource {
    /// The whole declaration.
    pub(crate) whole: Span,
    /// Its object.
    pub(crate) body: Span,
}

/// The shape of a file.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Comments, in order.
    pub(crate) comments: Vec<Span>,
    /// Declarations, members and elements.
    pub(crate) units: Vec<Span>,
    /// Declarations, each with the part before its keyword, where decorators stand.
    pub(crate) heads: Vec<(Span, Span)>,
    /// Resources and modules.
    pub(crate) resources: Vec<Resource>,
    /// Where the first declaration is, before which a comment may be for the whole file.
    pub(crate) first: u32,
}

impl Outline {
    /// The outline of a Bicep file.
    pub(crate) fn bicep(tree: &Tree) -> Self {
        let mut outline = Self {
            comments: tree.comments().iter().map(|comment| comment.span).collect(),
            first: u32::MAX,
            ..Self::default()
        };
        for statement in tree.statements() {
            let general = matches!(
                statement.kind,
                StatementKind::TargetScope { .. }
                    | StatementKind::Metadata { .. }
                    | StatementKind::Using { .. }
            );
            if !general {
                outline.first = outline.first.min(statement.span.start);
            }
        }
        tree.walk(&mut |node| outline.add(tree, node));
        outline
    }

    fn add(&mut self, tree: &Tree, node: Node) {
        match node {
            Node::Statement(id) => {
                let statement = tree.statement(id);
                let whole = statement.span;
                self.units.push(whole);
                self.heads.push((Span::new(whole.start, statement.keyword.start), whole));
                let body = match statement.kind {
                    StatementKind::Resource(resource) => resource.body,
                    StatementKind::Module { body, .. } => body,
                    _ => return,
                };
                self.resources.push(Resource { whole, body: tree.span(tree.body(body).object) });
            }
            Node::Expr(id) => match *tree.kind(id) {
                ExprKind::Object(members) => {
                    self.units.extend(tree.members(members).iter().map(|member| member.span));
                }
                ExprKind::Array(items) => {
                    self.units.extend(tree.items(items).iter().map(|item| item.span));
                }
                _ => {}
            },
            Node::Type(_) => {}
        }
    }

    /// The outline of an ARM JSON file.
    pub(crate) fn arm(document: &Document) -> Self {
        let text = &document.source.text;
        let mut outline =
            Self { comments: json_comments(text), first: u32::MAX, ..Self::default() };
        let root = document.root();
        if let Some((key, _)) = root.member("resources") {
            outline.first = key.span().start;
        }
        outline.json(root, false);
        outline
    }

    /// Takes in what an object or array holds; `resources` says that it is a list of resources.
    fn json(&mut self, node: NodeRef<'_>, resources: bool) {
        for (key, value) in node.members() {
            let whole = key.span().to(value.span());
            self.units.push(whole);
            self.resource(value, whole, resources);
            let below = key.as_text().is_some_and(|key| key.eq_ignore_ascii_case("resources"));
            self.json(value, below && !resources);
        }
        for element in node.elements() {
            self.units.push(element.span());
            self.resource(element, element.span(), resources);
            self.json(element, false);
        }
    }

    fn resource(&mut self, value: NodeRef<'_>, whole: Span, resources: bool) {
        if resources && value.is_object() {
            self.resources.push(Resource { whole, body: value.span() });
        }
    }
}

/// The comments of JSON text.
fn json_comments(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'/', bytes.get(at..).unwrap_or_default()) {
        let start = at + found;
        let rest = &bytes[start..];
        let len = match rest.get(..2) {
            Some(b"//") => memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
            Some(b"/*") => {
                memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4)
            }
            _ if rest[0] == b'"' => string_len(rest),
            _ => 1,
        };
        if rest[0] == b'/' && len > 1 {
            comments.push(Span::new(start as u32, (start + len) as u32));
        }
        at = start + len;
    }
    comments
}

/// The length of the string that begins here, quotes included.
fn string_len(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::json_comments;

    #[test]
    fn strings_hold_no_comments() {
        let text = r#"{ "a": "http://x \" // no", /* yes */ "b": 1 } // yes"#;
        let found: Vec<_> = json_comments(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["/* yes */", "// yes"]);
        assert!(json_comments("\"abc\\").is_empty());
        assert_eq!(json_comments("/").len(), 0);
    }
}
