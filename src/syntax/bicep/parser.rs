//! Tokens to tree: recursive descent, one token of lookahead, newlines significant.
//!
//! A rule that fails has reported its error and returns [`Failed`]; the nearest rule that knows where
//! its own construct ends skips to there and puts a `Missing` node. Time is linear in the text: skipping
//! only goes forward, and nothing is read twice.

mod elements;
mod expressions;
mod postfix;
mod statements;
mod strings;
mod types;

use super::ast::{Expr, ExprId, ExprKind, Ident, Lists, Tree, Type, TypeId, TypeKind};
use super::token::{Kind, Kinds, SyntaxError, Token};
use super::{Dialect, lexer};
use crate::source::Span;

/// How deep brackets, lambdas and ternaries may nest. Bounds the parser's own recursion.
pub(super) const MAX_DEPTH: u32 = 200;
/// How many operators and accesses may be chained. Bounds, with the above, the height of the tree.
pub(super) const MAX_LINKS: u32 = 300;

/// Words that begin a statement; used only to find where an unclosed bracket was meant to end.
const KEYWORDS: [&str; 14] = [
    "param",
    "var",
    "resource",
    "module",
    "output",
    "type",
    "func",
    "metadata",
    "extension",
    "import",
    "assert",
    "test",
    "provider",
    "using",
];

const LINE: Kinds = Kinds::of(&[Kind::NewLine]);

/// The error is reported already.
struct Failed;

type Parsed<T> = Result<T, Failed>;

/// What an expression may be in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allow {
    /// No object and no array: inside of a string's hole.
    Simple,
    /// Everything.
    Complex,
    /// Everything, and nested resources in an object.
    Resources,
}

pub(super) fn parse(text: &str, dialect: Dialect) -> Tree {
    let lexed = lexer::lex(text);
    let tree = Tree {
        text: text.to_owned(),
        source_len: text.len() as u32,
        exprs: Vec::with_capacity(lexed.tokens.len() / 3),
        lists: Lists::default(),
        comments: lexed.comments,
        pragmas: lexed.pragmas,
        errors: lexed.errors,
        ..Tree::default()
    };
    let mut parser = Parser {
        text,
        tokens: lexed.tokens,
        pos: 0,
        end: 0,
        tree,
        dialect,
        depth: 0,
        height: 0,
        quiet_at: usize::MAX,
    };
    parser.file();
    parser.tree.errors.sort_by_key(|error| error.span.start);
    // The lexer's error, which is the more exact one, comes first.
    parser.tree.errors.dedup_by_key(|error| error.span.start);
    parser.tree
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// Number of the next token.
    pos: usize,
    /// Where the last token ended.
    end: u32,
    tree: Tree,
    dialect: Dialect,
    depth: u32,
    /// Height of the tallest tree that the rule which is running has made so far.
    height: u32,
    /// Where an error was reported or skipping stopped: a second error there would only be its echo.
    quiet_at: usize,
}

impl Parser<'_> {
    fn token(&self, ahead: usize) -> Token {
        let end =
            Token { kind: Kind::EndOfFile, plain: false, span: Span::at(self.tree.source_len) };
        self.tokens.get(self.pos + ahead).copied().unwrap_or(end)
    }

    #[inline]
    fn kind(&self) -> Kind {
        self.tokens.get(self.pos).map_or(Kind::EndOfFile, |token| token.kind)
    }

    #[inline]
    fn is(&self, kind: Kind) -> bool {
        self.kind() == kind
    }

    fn at_end(&self) -> bool {
        self.is(Kind::EndOfFile)
    }

    /// Where the next token begins.
    fn start(&self) -> u32 {
        self.token(0).span.start
    }

    /// From `start` to the end of the last token.
    fn since(&self, start: u32) -> Span {
        Span::new(start, self.end.max(start))
    }

    #[inline]
    fn bump(&mut self) -> Span {
        let token = self.token(0);
        if token.kind != Kind::EndOfFile {
            self.pos += 1;
            self.end = token.span.end;
        }
        token.span
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let found = self.is(kind);
        if found {
            self.bump();
        }
        found
    }

    fn newlines(&mut self) {
        while self.eat(Kind::NewLine) {}
    }

    /// The first token that is no newline, from the one `ahead`.
    fn past_newlines(&self, mut ahead: usize) -> Token {
        while self.token(ahead).kind == Kind::NewLine {
            ahead += 1;
        }
        self.token(ahead)
    }

    fn text(&self, token: Token) -> &str {
        token.span.of(self.text)
    }

    /// Whether the next token is this contextual keyword.
    fn is_word(&self, word: &str) -> bool {
        self.is(Kind::Identifier) && self.text(self.token(0)) == word
    }

    fn is_keyword(&self, token: Token) -> bool {
        token.kind == Kind::Identifier && KEYWORDS.contains(&self.text(token))
    }

    /// Whether a new line begins like a statement, as it never may inside of brackets.
    fn at_statement(&self) -> bool {
        let before = self.pos.checked_sub(1).and_then(|pos| self.tokens.get(pos));
        let next = self.token(1);
        before.is_some_and(|token| token.kind == Kind::NewLine)
            && next.kind == Kind::Identifier
            && self.is_keyword(self.token(0))
            && self.text(next) != "as"
    }

    fn error(&mut self, span: Span, message: &'static str) {
        self.tree.errors.push(SyntaxError { span, message });
        self.quiet_at = self.pos;
    }

    /// Reports an error at the next token, unless it is the echo of one.
    fn error_here(&mut self, message: &'static str) {
        if self.quiet_at == self.pos {
            return;
        }
        let token = self.token(0);
        let line_end = matches!(token.kind, Kind::NewLine | Kind::EndOfFile);
        // The place before the line end is where the missing thing belongs.
        let span = if line_end { Span::at(self.end) } else { token.span };
        self.error(span, message);
    }

    fn fail<T>(&mut self, message: &'static str) -> Parsed<T> {
        self.error_here(message);
        Err(Failed)
    }

    fn expect(&mut self, kind: Kind, message: &'static str) -> Parsed<Span> {
        if self.is(kind) { Ok(self.bump()) } else { self.fail(message) }
    }

    fn expect_word(&mut self, word: &str, message: &'static str) -> Parsed<Span> {
        if self.is_word(word) { Ok(self.bump()) } else { self.fail(message) }
    }

    fn identifier(&mut self, message: &'static str) -> Parsed<Ident> {
        Ok(Ident { span: self.expect(Kind::Identifier, message)? })
    }

    /// Skips to a token of the set, or to a line that begins a statement.
    fn skip_to(&mut self, until: Kinds) {
        while !self.at_end() && !until.has(self.kind()) && !self.at_statement() {
            self.bump();
        }
        self.quiet_at = self.pos;
    }

    /// Runs a rule; where it fails, skips and gives the span that has no node.
    fn recover<T>(
        &mut self,
        until: Kinds,
        rule: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Result<T, Span> {
        let start = self.start();
        rule(self).map_err(|Failed| {
            self.skip_to(until);
            // What is missing lies within what it is missing from, so that spans nest.
            self.end = self.end.max(start);
            self.since(start)
        })
    }

    fn expr_or_missing(
        &mut self,
        until: Kinds,
        rule: impl FnOnce(&mut Self) -> Parsed<ExprId>,
    ) -> ExprId {
        match self.recover(until, rule) {
            Ok(id) => id,
            Err(span) => self.add(span, ExprKind::Missing),
        }
    }

    fn type_or_missing(
        &mut self,
        until: Kinds,
        rule: impl FnOnce(&mut Self) -> Parsed<TypeId>,
    ) -> TypeId {
        match self.recover(until, rule) {
            Ok(id) => id,
            Err(span) => self.add_type(span, TypeKind::Missing),
        }
    }

    #[inline]
    fn add(&mut self, span: Span, kind: ExprKind) -> ExprId {
        let id = ExprId(self.tree.exprs.len() as u32);
        self.tree.exprs.push(Expr { span, kind });
        id
    }

    fn add_since(&mut self, start: u32, kind: ExprKind) -> ExprId {
        self.add(self.since(start), kind)
    }

    fn add_type(&mut self, span: Span, kind: TypeKind) -> TypeId {
        let id = TypeId(self.tree.types.len() as u32);
        self.tree.types.push(Type { span, kind });
        id
    }

    /// Runs a rule one level deeper.
    fn deeper<T>(&mut self, rule: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return self.fail("this nests too deep");
        }
        self.depth += 1;
        let around = std::mem::take(&mut self.height);
        let result = rule(self);
        self.depth -= 1;
        self.height = around.max(self.height + 1);
        result
    }

    /// Notes that the next node has the last one as its child.
    fn link(&mut self) -> Parsed<()> {
        self.height += 1;
        if self.height > MAX_LINKS { self.fail("this chains too many operators") } else { Ok(()) }
    }
}
