//! The one tree that every language of armlint is read into.
//!
//! An ARM JSON file and a lowered Bicep file are both a [`Document`]: one flat vector of nodes, children side by side, so that
//! a document has no lifetime, is shared between threads, and costs two allocations for a whole file. A property that holds
//! `"[concat(a, b)]"` and one that holds `'${a}${b}'` become nodes of the same kinds, each with its own span.

use super::function::Function;
use crate::source::{FileId, Place, Source, Span};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Index of a node in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A run of sibling nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct List {
    /// First node.
    pub start: u32,
    /// Number of nodes.
    pub len: u32,
}

impl List {
    /// The nodes of the run.
    pub fn ids(self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + Clone {
        (self.start..self.start + self.len).map(NodeId)
    }

    /// The `index`-th node.
    pub fn get(self, index: u32) -> Option<NodeId> {
        (index < self.len).then(|| NodeId(self.start + index))
    }
}

/// A piece of text: a range of the source, or of the document's buffer of texts that differ from their source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Text {
    start: u32,
    len: u32,
}

const DECODED: u32 = 1 << 31;

impl Text {
    /// A text that stands in the source as it is.
    pub const fn in_source(span: Span) -> Self {
        Self { start: span.start, len: span.len() }
    }

    const fn len(self) -> usize {
        (self.len & !DECODED) as usize
    }
}

/// A 64-bit number in two halves, which keeps a node small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bits([u32; 2]);

impl Bits {
    /// Packs 64 bits.
    pub const fn pack(bits: u64) -> Self {
        Self([bits as u32, (bits >> 32) as u32])
    }

    /// The 64 bits.
    pub const fn unpack(self) -> u64 {
        self.0[0] as u64 | (self.0[1] as u64) << 32
    }
}

/// How a property or element is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Access {
    /// `.?x` and `[?x]`: null where it is not there.
    pub safe: bool,
    /// `[^x]`: counted from the end, from 1.
    pub from_end: bool,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A part that could not be read; [`Document::problems`] says why.
    Broken,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, as `i64` bits.
    Int(Bits),
    /// A number with a fraction or exponent, or beyond 64 bits, as `f64` bits.
    Float(Bits),
    /// Literal text, escapes resolved.
    Text(Text),
    /// Elements; [`Kind::Spread`] may stand among them.
    Array(List),
    /// Keys and values in turn. A key is a text or an expression; [`Kind::Spread`] stands in place of a key with
    /// [`Kind::Null`] as its value.
    Object(List),
    /// A JSON string that holds an expression, `"[…]"`; the node is the expression inside.
    Expression(NodeId),
    /// A call, `name(…)`. `name` is as written, with its name space.
    Call {
        /// The built-in function; [`Function::Other`] for functions of users and unknown names.
        function: Function,
        /// The name as written.
        name: Text,
        /// The arguments.
        arguments: List,
    },
    /// `base.key` or `base[key]`: two nodes, base and key.
    Property {
        /// Base and key.
        parts: List,
        /// Which of the forms it is.
        access: Access,
    },
    /// `'a${b}c'`: text of pieces.
    Interpolation(List),
    /// The value of a declared resource, module or existing resource of this file, by symbolic name.
    Symbol(Text),
    /// A function value: parameter names (text nodes), then the body as the last node.
    Lambda(List),
    /// `[for item in list: body]`: an entry of [`Document::loops`].
    For(u32),
    /// `...value` in an array or an object.
    Spread(NodeId),
}

/// A loop over values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loop {
    /// Name of the item variable; empty for none.
    pub item: Text,
    /// Name of the index variable; empty for none.
    pub index: Text,
    /// What is looped over.
    pub over: NodeId,
    /// `if (…)` of each turn.
    pub filter: Option<NodeId>,
    /// What each turn gives.
    pub body: NodeId,
}

/// A node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// The whole of it, quotes included.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What, in plain words, without a period.
    pub message: String,
    /// Nothing can be said of the file. Otherwise only the node at `span` is broken, which matters when it is evaluated.
    pub fatal: bool,
}

/// Of more broken expressions than this it is not said what is wrong with them.
const MOST_PROBLEMS: usize = 1_000;

/// A file as a tree.
#[derive(Debug)]
pub struct Document {
    /// The number of the file in this run.
    pub file: FileId,
    /// Path and text.
    pub source: Arc<Source>,
    /// All nodes; children of one parent stand side by side.
    pub nodes: Vec<Node>,
    /// Loops of [`Kind::For`] nodes.
    pub loops: Vec<Loop>,
    /// The outermost value.
    pub root: NodeId,
    /// What could not be read.
    pub problems: Vec<Problem>,
    decoded: String,
    expressions: OnceLock<Box<[NodeId]>>,
}

impl Document {
    /// An empty document over `source`; the parsers fill it.
    pub fn new(file: FileId, source: Arc<Source>) -> Self {
        let nodes = source.text.len() / 16 + 8;
        Self::with_room(file, source, nodes)
    }

    /// An empty document over `source` with room for so many nodes.
    pub fn with_room(file: FileId, source: Arc<Source>, nodes: usize) -> Self {
        Self {
            file,
            source,
            nodes: Vec::with_capacity(nodes),
            loops: Vec::new(),
            root: NodeId(0),
            problems: Vec::new(),
            decoded: String::new(),
            expressions: OnceLock::new(),
        }
    }

    /// The node of an id; a broken one for an id of another document.
    pub fn node(&self, id: NodeId) -> Node {
        const BROKEN: Node = Node { span: Span::at(0), kind: Kind::Broken };
        self.nodes.get(id.0 as usize).copied().unwrap_or(BROKEN)
    }

    /// Handle on a node.
    pub fn at(&self, id: NodeId) -> NodeRef<'_> {
        NodeRef { document: self, id }
    }

    /// Handle on the outermost value.
    pub fn root(&self) -> NodeRef<'_> {
        self.at(self.root)
    }

    /// The characters of a text.
    pub fn text(&self, text: Text) -> &str {
        let (from, len) = if text.len & DECODED == 0 {
            (self.source.text.as_str(), text.len)
        } else {
            (self.decoded.as_str(), text.len & !DECODED)
        };
        Span::new(text.start, text.start + len).of(from)
    }

    /// Calls, what is taken of their values, and what could not be read. To be asked for when the document is complete.
    ///
    /// Whoever looks at expressions wants no other nodes, which are nine of ten, and several do for each template.
    pub fn expressions(&self) -> &[NodeId] {
        self.expressions.get_or_init(|| {
            let is_one = |node: &Node| {
                matches!(node.kind, Kind::Call { .. } | Kind::Property { .. } | Kind::Broken)
            };
            let all = self.nodes.iter().enumerate().filter(|(_, node)| is_one(node));
            all.map(|(at, _)| NodeId(at as u32)).collect()
        })
    }

    /// Where those within an object of JSON stand among the [`expressions`](Self::expressions).
    ///
    /// The reader adds the children of a value when it comes to its end: all that is within a value stands side by side, and
    /// what was added before began before it.
    pub fn expressions_within(&self, object: NodeId) -> Range<usize> {
        let Node { span, kind: Kind::Object(members) } = self.node(object) else { return 0..0 };
        let all = self.expressions();
        let end = all.partition_point(|id| id.0 < members.start + members.len);
        let start = all[..end].partition_point(|id| self.node(*id).span.start < span.start);
        start..end
    }

    /// Adds a text that differs from its source.
    pub fn add_text(&mut self, text: &str) -> Text {
        let start = self.decoded.len() as u32;
        self.decoded.push_str(text);
        Text { start, len: text.len() as u32 | DECODED }
    }

    /// Adds nodes side by side.
    pub fn add_nodes(&mut self, nodes: impl IntoIterator<Item = Node>) -> List {
        let start = self.nodes.len() as u32;
        self.nodes.extend(nodes);
        List { start, len: self.nodes.len() as u32 - start }
    }

    /// Adds copies of nodes side by side.
    pub fn add_slice(&mut self, nodes: &[Node]) -> List {
        let start = self.nodes.len() as u32;
        self.nodes.extend_from_slice(nodes);
        List { start, len: nodes.len() as u32 }
    }

    /// Adds one node.
    pub fn add_node(&mut self, span: Span, kind: Kind) -> NodeId {
        self.nodes.push(Node { span, kind });
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// Notes that the node at `span` could not be read.
    pub fn complain(&mut self, span: Span, message: impl Into<String>) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem { span, message: message.into(), fatal: false });
        }
    }

    /// The problem that makes the whole file unreadable, if there is one.
    pub fn fatal(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.fatal)
    }

    /// The place of a span of this file.
    pub fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }
}

/// A node together with its document.
#[derive(Clone, Copy)]
pub struct NodeRef<'d> {
    /// The document.
    pub document: &'d Document,
    /// The node in it.
    pub id: NodeId,
}

impl std::fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

impl<'d> NodeRef<'d> {
    /// What it is.
    pub fn kind(self) -> Kind {
        self.document.node(self.id).kind
    }

    /// The whole of it.
    pub fn span(self) -> Span {
        self.document.node(self.id).span
    }

    /// The whole of it, with its file.
    pub fn place(self) -> Place {
        self.document.place(self.span())
    }

    /// The source text of the node, as written.
    pub fn written(self) -> &'d str {
        self.span().of(&self.document.source.text)
    }

    /// Another node of the same document.
    pub fn at(self, id: NodeId) -> Self {
        Self { document: self.document, id }
    }

    /// The literal text, where it is one.
    pub fn as_text(self) -> Option<&'d str> {
        match self.kind() {
            Kind::Text(text) => Some(self.document.text(text)),
            _ => None,
        }
    }

    /// The characters of a JSON string, be they literal or an expression with its brackets.
    pub fn raw_text(self) -> Option<Cow<'d, str>> {
        match self.kind() {
            Kind::Text(text) => Some(Cow::Borrowed(self.document.text(text))),
            Kind::Expression(_) => Some(super::json::unquote(self.written())),
            _ => None,
        }
    }

    /// The characters of a JSON string as data has them: brackets mean nothing there.
    pub fn raw_text_unescaped(self) -> Option<Cow<'d, str>> {
        matches!(self.kind(), Kind::Text(_) | Kind::Expression(_))
            .then(|| super::json::unquote(self.written()))
    }

    /// The elements of an array; none for anything else.
    pub fn elements(
        self,
    ) -> impl DoubleEndedIterator<Item = NodeRef<'d>> + ExactSizeIterator + Clone {
        let list = if let Kind::Array(list) = self.kind() { list } else { List::default() };
        list.ids().map(move |id| self.at(id))
    }

    /// The members of an object, key and value; none for anything else.
    pub fn members(
        self,
    ) -> impl DoubleEndedIterator<Item = (NodeRef<'d>, NodeRef<'d>)> + ExactSizeIterator + Clone
    {
        let list = if let Kind::Object(list) = self.kind() { list } else { List::default() };
        (0..list.len / 2).map(move |i| {
            (self.at(NodeId(list.start + 2 * i)), self.at(NodeId(list.start + 2 * i + 1)))
        })
    }

    /// Key and value of a member by its literal name, without regard to case; the last one wins, as in Resource Manager.
    pub fn member(self, name: &str) -> Option<(NodeRef<'d>, NodeRef<'d>)> {
        self.members().rfind(|(key, _)| key.is_text(name))
    }

    /// The values of members by their literal names, in one pass; of two with one name the last.
    pub fn pick<const N: usize>(self, names: [&str; N]) -> [Option<NodeRef<'d>>; N] {
        let mut picked = [None; N];
        for (key, value) in self.members() {
            let Some(text) = key.as_text() else { continue };
            if let Some(at) = names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
                picked[at] = Some(value);
            }
        }
        picked
    }

    /// Whether it is this literal text, in any case. The length is asked first, and tells most others apart.
    fn is_text(self, wanted: &str) -> bool {
        let Kind::Text(text) = self.kind() else { return false };
        text.len() == wanted.len() && self.document.text(text).eq_ignore_ascii_case(wanted)
    }

    /// The value of a member by its literal name.
    pub fn get(self, name: &str) -> Option<NodeRef<'d>> {
        self.member(name).map(|(_, value)| value)
    }

    /// Whether the node is an object.
    pub fn is_object(self) -> bool {
        matches!(self.kind(), Kind::Object(_))
    }

    /// Whether the node is an array.
    pub fn is_array(self) -> bool {
        matches!(self.kind(), Kind::Array(_))
    }
}
