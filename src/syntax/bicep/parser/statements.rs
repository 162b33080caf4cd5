//! Statements and files.

use super::{Allow, Kind, Kinds, LINE, Parsed, Parser};
use crate::source::Span;
use crate::syntax::bicep::Dialect;
use crate::syntax::bicep::ast::{
    ExprId, ExprKind, Ident, Import, ImportedName, Parameter, Resource, Statement, StatementId,
    StatementKind, TypeKind,
};

const AFTER_NAME: Kinds = Kinds::of(&[
    Kind::Assignment,
    Kind::StringComplete,
    Kind::StringLeftPiece,
    Kind::LeftParen,
    Kind::NewLine,
]);
const AFTER_TYPE: Kinds = Kinds::of(&[Kind::Assignment, Kind::NewLine]);
const BEFORE_BODY: Kinds = Kinds::of(&[Kind::LeftBrace, Kind::NewLine]);
const AFTER_PARAMETER: Kinds = Kinds::of(&[Kind::NewLine, Kind::Comma, Kind::RightParen]);
const AFTER_RETURNS: Kinds = Kinds::of(&[Kind::NewLine, Kind::Arrow]);

impl Parser<'_> {
    /// The whole file.
    pub(super) fn file(&mut self) {
        self.newlines();
        while !self.at_end() {
            let id = self.statement();
            self.tree.top.push(id);
            self.end_of_line("a line break belongs after a statement");
            self.newlines();
        }
    }

    pub(super) fn end_of_line(&mut self, message: &'static str) {
        if self.at_end() || self.eat(Kind::NewLine) {
            return;
        }
        self.error_here(message);
        self.skip_to(LINE);
        self.eat(Kind::NewLine);
    }

    fn statement(&mut self) -> StatementId {
        let start = self.start();
        let decorators = self.decorators();
        let keyword = self.token(0).span;
        self.height = 0;
        let kind = self.statement_kind(keyword);
        let keyword =
            if matches!(kind, StatementKind::Missing) { Span::at(keyword.start) } else { keyword };
        self.push_statement(Statement { span: self.since(start), keyword, decorators, kind })
    }

    fn push_statement(&mut self, statement: Statement) -> StatementId {
        let id = StatementId(self.tree.statements.len() as u32);
        self.tree.statements.push(statement);
        id
    }

    fn statement_kind(&mut self, keyword: Span) -> StatementKind {
        let word = if self.is(Kind::Identifier) { keyword.of(self.text) } else { "" };
        let known = match self.dialect {
            Dialect::Template => self.template_statement(word),
            Dialect::Parameters => self.parameters_statement(word),
        };
        known.or_else(|| self.common_statement(word)).unwrap_or_else(|| self.no_statement())
    }

    fn no_statement(&mut self) -> StatementKind {
        self.error_here("a statement begins with a keyword such as `param`, `var` or `resource`");
        // Something has to be consumed, even where it looks like the begin of a statement.
        if !self.is(Kind::NewLine) {
            self.bump();
        }
        self.skip_to(LINE);
        StatementKind::Missing
    }

    fn template_statement(&mut self, word: &str) -> Option<StatementKind> {
        Some(match word {
            "param" => self.param(),
            "resource" => self.resource(),
            "module" => self.module(),
            "output" => self.output(),
            "func" => self.function(),
            "targetScope" => {
                self.bump();
                StatementKind::TargetScope { value: self.assigned() }
            }
            "metadata" => {
                let name = self.declared_name();
                StatementKind::Metadata { name, value: self.assigned() }
            }
            "assert" => {
                let name = self.declared_name();
                StatementKind::Assert { name, value: self.assigned() }
            }
            "test" => self.test(),
            "provider" => self.extension(),
            _ => return None,
        })
    }

    fn parameters_statement(&mut self, word: &str) -> Option<StatementKind> {
        Some(match word {
            "param" => {
                let name = self.declared_name();
                StatementKind::ParamValue { name, value: self.assigned() }
            }
            "using" => self.using(),
            "extends" => {
                self.bump();
                StatementKind::Extends {
                    target: self.reference(LINE, "the path of a file is missing"),
                }
            }
            "extensionConfig" => {
                let alias = self.declared_name();
                StatementKind::ExtensionConfig { alias, config: self.with_clause() }
            }
            _ => return None,
        })
    }

    fn common_statement(&mut self, word: &str) -> Option<StatementKind> {
        Some(match word {
            "var" => self.variable(),
            "type" => {
                let name = self.declared_name();
                let ty = self.type_or_missing(LINE, |parser| {
                    parser.expect(Kind::Assignment, "`=` is missing")?;
                    parser.type_expression()
                });
                StatementKind::Type { name, ty }
            }
            "import" => self.import(),
            "extension" => self.extension(),
            _ => return None,
        })
    }

    /// The name after the keyword.
    fn declared_name(&mut self) -> Ident {
        self.bump();
        let missing = Ident { span: self.since(self.end) };
        let name = self.recover(AFTER_NAME, |parser| parser.identifier("a name is missing"));
        name.unwrap_or(missing)
    }

    /// `= value`, to the end of the statement.
    fn assigned(&mut self) -> ExprId {
        self.expr_or_missing(LINE, |parser| {
            parser.expect(Kind::Assignment, "`=` is missing")?;
            parser.expression(Allow::Complex)
        })
    }

    fn param(&mut self) -> StatementKind {
        let name = self.declared_name();
        let ty = self.type_or_missing(AFTER_TYPE, |parser| parser.declared_type(false));
        let default = self.is(Kind::Assignment).then(|| self.assigned());
        StatementKind::Param { name, ty, default }
    }

    fn variable(&mut self) -> StatementKind {
        let name = self.declared_name();
        let untyped = matches!(self.kind(), Kind::Assignment | Kind::NewLine | Kind::EndOfFile);
        let ty = (!untyped)
            .then(|| self.type_or_missing(AFTER_TYPE, |parser| parser.declared_type(false)));
        StatementKind::Variable { name, ty, value: self.assigned() }
    }

    fn output(&mut self) -> StatementKind {
        let name = self.declared_name();
        let ty = self.type_or_missing(AFTER_TYPE, |parser| parser.declared_type(true));
        StatementKind::Output { name, ty, value: self.assigned() }
    }

    fn function(&mut self) -> StatementKind {
        let name = self.declared_name();
        let mark = self.tree.lists.parameters.mark();
        let read = self.recover(AFTER_RETURNS, Self::function_parameters);
        let params = self.tree.lists.parameters.close(mark);
        let returns = match read {
            Ok(()) => self.type_or_missing(AFTER_RETURNS, |parser| parser.declared_type(false)),
            Err(span) => self.add_type(span, TypeKind::Missing),
        };
        let body = self.expr_or_missing(LINE, |parser| {
            if !parser.is(Kind::Arrow) {
                return parser.fail("`=>` is missing");
            }
            parser.bump();
            Ok(parser.lambda_body())
        });
        StatementKind::Function { name, params, returns, body }
    }

    fn function_parameters(&mut self) -> Parsed<()> {
        self.expect(Kind::LeftParen, "`(` is missing")?;
        self.newlines();
        while !self.is(Kind::RightParen) {
            let name = self.identifier("a parameter's name is missing")?;
            let ty = self.type_or_missing(AFTER_PARAMETER, |parser| parser.declared_type(false));
            self.tree.lists.parameters.push(Parameter { name, ty });
            self.newlines();
            if !self.eat(Kind::Comma) {
                break;
            }
            self.newlines();
        }
        self.expect(Kind::RightParen, "`)` is missing")?;
        Ok(())
    }

    fn resource(&mut self) -> StatementKind {
        let name = self.declared_name();
        let ty = self.reference(AFTER_TYPE, "the resource's type is missing");
        let existing = self.is_word("existing").then(|| self.bump());
        let body = self.body(Allow::Resources);
        StatementKind::Resource(Resource { name, ty, existing, body })
    }

    fn module(&mut self) -> StatementKind {
        let name = self.declared_name();
        let reference = self.reference(AFTER_TYPE, "the module's path is missing");
        StatementKind::Module { name, reference, body: self.body(Allow::Complex) }
    }

    fn test(&mut self) -> StatementKind {
        let name = self.declared_name();
        let reference = self.reference(AFTER_TYPE, "the path of a file is missing");
        let body = self.expr_or_missing(LINE, |parser| {
            parser.expect(Kind::Assignment, "`=` is missing")?;
            parser.deeper(|parser| parser.object(Allow::Complex))
        });
        StatementKind::Test { name, reference, body }
    }

    /// `= body` of a resource or module.
    fn body(&mut self, allow: Allow) -> ExprId {
        self.expr_or_missing(LINE, |parser| {
            // Where only the `=` is missing, the body is still worth reading.
            let assignment = |parser: &mut Self| parser.expect(Kind::Assignment, "`=` is missing");
            let found = parser.recover(BEFORE_BODY, assignment).is_ok();
            let next = parser.past_newlines(0);
            if found && next.kind == Kind::Identifier && parser.text(next) == "if" {
                parser.newlines();
            }
            parser.deeper(|parser| match parser.kind() {
                Kind::LeftSquare => parser.for_loop(|parser| parser.single_body(allow)),
                _ => parser.single_body(allow),
            })
        })
    }

    fn single_body(&mut self, allow: Allow) -> Parsed<ExprId> {
        match self.kind() {
            Kind::LeftBrace => self.object(allow),
            _ if self.is_word("if") => self.condition(allow),
            _ => self.fail("an object, `if` or a loop is missing"),
        }
    }

    /// A resource in the body of another.
    pub(super) fn nested_resource(&mut self) -> Parsed<StatementId> {
        let start = self.start();
        let decorators = self.decorators();
        let keyword = self.token(0).span;
        if !self.is_word("resource") {
            return self.fail("only a resource can be declared here");
        }
        let kind = self.deeper(|parser| Ok(parser.resource()))?;
        Ok(self.push_statement(Statement { span: self.since(start), keyword, decorators, kind }))
    }

    fn using(&mut self) -> StatementKind {
        self.bump();
        let target = if self.is_word("none") {
            let span = self.bump();
            self.add(span, ExprKind::Name)
        } else {
            self.reference(LINE, "the path of a file, or `none`, is missing")
        };
        StatementKind::Using { target, config: self.with_clause() }
    }

    fn with_clause(&mut self) -> Option<ExprId> {
        if !self.is_word("with") {
            return None;
        }
        self.bump();
        Some(
            self.expr_or_missing(LINE, |parser| {
                parser.deeper(|parser| parser.object(Allow::Complex))
            }),
        )
    }

    fn extension(&mut self) -> StatementKind {
        self.bump();
        let spec = if self.is(Kind::Identifier) {
            let span = self.bump();
            self.add(span, ExprKind::Name)
        } else {
            self.reference(LINE, "the extension's name is missing")
        };
        let config = self.with_clause();
        StatementKind::Extension { spec, config, alias: self.alias() }
    }

    /// `as name`
    fn alias(&mut self) -> Option<Ident> {
        self.is_word("as").then(|| self.declared_name())
    }

    fn import(&mut self) -> StatementKind {
        if self.token(1).kind == Kind::StringComplete {
            return self.extension();
        }
        self.bump();
        let what = self.recover(LINE, Self::imported).unwrap_or(Import::Missing);
        let from = self.expr_or_missing(LINE, |parser| {
            parser.expect_word("from", "`from` and the path of a file are missing")?;
            Ok(parser.reference(LINE, "the path of a file is missing"))
        });
        StatementKind::Import { what, from }
    }

    fn imported(&mut self) -> Parsed<Import> {
        if self.eat(Kind::Asterisk) {
            self.expect_word("as", "`as` and a name are missing")?;
            return Ok(Import::All(self.identifier("a name is missing")?));
        }
        self.expect(Kind::LeftBrace, "`{` or `*` is missing")?;
        let mark = self.tree.lists.imported.mark();
        self.elements(Kind::RightBrace, Allow::Complex, |parser| {
            let until = Kinds::of(&[Kind::NewLine, Kind::Comma, Kind::RightBrace]);
            if let Ok(name) = parser.recover(until, Self::imported_name) {
                parser.tree.lists.imported.push(name);
            }
        });
        let names = self.tree.lists.imported.close(mark);
        self.expect(Kind::RightBrace, "`}` is missing")?;
        Ok(Import::Names(names))
    }

    fn imported_name(&mut self) -> Parsed<ImportedName> {
        let start = self.start();
        let quoted = self.is(Kind::StringComplete);
        let name = if self.is(Kind::Identifier) {
            let span = self.bump();
            self.add(span, ExprKind::Name)
        } else {
            self.string()?
        };
        let alias = self.alias();
        if quoted && alias.is_none() {
            return self.fail("a name in quotes needs `as` and a name without");
        }
        Ok(ImportedName { span: self.since(start), name, alias })
    }
}
