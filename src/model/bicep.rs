//! Bicep as a typed template: the syntax tree becomes the same document that ARM JSON is read into.
//!
//! Nothing is evaluated here, and no type database is needed: names are resolved by the file alone, operators and accesses
//! become the calls and properties that the compiler would write, and each node keeps the place of its Bicep source.

mod access;
mod declarations;
mod expressions;
mod imports;
mod parameters;
mod resources;
mod symbols;
mod types;

use super::{Language, Template, Unit};
use crate::source::{FileId, Source, Span};
use crate::syntax::bicep::{self, Dialect, Tree};
use crate::syntax::document::{Document, Kind, List, Node, NodeId, Problem, Text};
use crate::syntax::function::Function;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use symbols::Symbols;

/// Reads a `.bicep` or `.bicepparam` file. Syntax errors become fatal problems of the document, and what could be read is kept.
pub fn unit(file: FileId, source: Arc<Source>) -> Unit {
    let is_parameters = source.path.to_ascii_lowercase().ends_with(".bicepparam");
    let dialect = if is_parameters { Dialect::Parameters } else { Dialect::Template };
    let tree = bicep::parse(&source.text, dialect);
    let mut lowering = Lowering::new(&tree, Document::with_room(file, source, tree.size() * 2));
    let mut template = lowering.template();
    template.shrink();
    let parameter_file = is_parameters.then(|| lowering.parameter_file(&template));
    lowering.note_errors();
    lowering.document.nodes.shrink_to_fit();
    Unit::new(lowering.document, template, parameter_file)
}

/// The state of the lowering of one file.
struct Lowering<'t> {
    tree: &'t Tree,
    document: Document,
    symbols: Symbols<'t>,
    /// Loop variables, lambda and function parameters, innermost last.
    locals: Vec<&'t str>,
    /// Nested resources by their short names, for each resource around the current place.
    nested: Vec<FxHashMap<&'t str, String>>,
    /// What expressions refer to, in order; declarations take their part of it.
    reached: Vec<Reached<'t>>,
    /// What each variable refers to.
    variables: FxHashMap<&'t str, Vec<Reached<'t>>>,
    /// What the bodies of the resources refer to, in the order of the resources.
    bodies: Vec<Vec<Reached<'t>>>,
    /// Texts that are not in the source as they are, by their characters.
    texts: FxHashMap<&'static str, Text>,
    /// The names of the functions that operators and names become. They are few.
    calls: Vec<(Function, Text)>,
    /// Nodes that will stand side by side once their children are in the document, innermost last.
    waiting: Vec<Node>,
}

/// A name that an expression refers to.
#[derive(Debug, Clone, Copy)]
enum Reached<'t> {
    Variable(&'t str),
    Resource(Text),
}

impl<'t> Lowering<'t> {
    fn new(tree: &'t Tree, mut document: Document) -> Self {
        let whole = Span::new(0, document.source.text.len() as u32);
        document.root = document.add_node(whole, Kind::Object(List::default()));
        Self {
            tree,
            document,
            symbols: Symbols::of(tree),
            locals: Vec::new(),
            nested: Vec::new(),
            reached: Vec::new(),
            variables: FxHashMap::default(),
            bodies: Vec::new(),
            texts: FxHashMap::default(),
            calls: Vec::new(),
            waiting: Vec::new(),
        }
    }

    fn template(&mut self) -> Template {
        let mut template =
            Template { language: Language::Bicep, symbolic: true, ..Template::default() };
        for statement in self.tree.statements() {
            self.declare(statement, &mut template);
        }
        self.reach_through_variables(&mut template);
        template
    }

    fn note_errors(&mut self) {
        let problem = |error: &bicep::SyntaxError| {
            let message = error.message.trim_end_matches('.').to_owned();
            Problem { span: error.span, message, fatal: true }
        };
        self.document.problems.extend(self.tree.errors().iter().map(problem));
    }

    /// A text that stands nowhere in the file.
    fn made_text(&mut self, text: &'static str) -> Text {
        let document = &mut self.document;
        *self.texts.entry(text).or_insert_with(|| document.add_text(text))
    }

    /// The text of a span of the tree: of the source, or of a string with escapes.
    fn text(&mut self, span: Span) -> Text {
        if span.end as usize <= self.document.source.text.len() {
            return Text::in_source(span);
        }
        let tree = self.tree;
        self.document.add_text(tree.text(span))
    }

    /// The characters of a text of the document that is being made.
    fn add(&mut self, node: Node) -> NodeId {
        self.document.add_node(node.span, node.kind)
    }

    /// A call of a function of the template language that the source has no name for.
    fn made_call(&mut self, function: Function, arguments: &[Node]) -> Kind {
        let known = self.calls.iter().find(|(known, _)| *known == function);
        let name = match known {
            Some((_, name)) => *name,
            None => self.name_of_call(function),
        };
        Kind::Call { function, name, arguments: self.document.add_slice(arguments) }
    }

    fn name_of_call(&mut self, function: Function) -> Text {
        let name = self.document.add_text(function.name());
        self.calls.push((function, name));
        name
    }

    /// Adds the nodes that wait since a time, side by side.
    fn settle(&mut self, since: usize) -> List {
        let list = self.document.add_slice(self.waiting.get(since..).unwrap_or_default());
        self.waiting.truncate(since);
        list
    }
}
