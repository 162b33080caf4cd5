//! The typed template: what both languages declare, before anything is evaluated.
//!
//! A [`Template`] belongs to one [`crate::syntax::document::Document`]; every [`NodeId`] and [`Text`] in it is of that document.
//! It is built once for a file, however many worlds use it.

pub mod arm;
pub mod bicep;
mod lonely;
pub mod names;
pub mod texts;

use crate::source::Span;
use crate::syntax::bicep::words::Words;
use crate::syntax::bicep::{Dialect, Tree, parse};
use crate::syntax::document::{Document, NodeId, Text};
use names::Names;
use std::sync::OnceLock;
use texts::Texts;

/// A file that holds a template: the tree, and what it declares.
#[derive(Debug)]
pub struct Unit {
    /// The tree.
    pub document: Document,
    /// The template; of an unreadable file the empty one. Of a parameter file the names that its values can see.
    pub template: Template,
    /// What it is, where it is a parameter file.
    pub parameter_file: Option<ParameterFile>,
    /// It lies in the cache of restored registry modules, where nobody edits it.
    pub restored: bool,
    /// What the template leaves out of Bicep, for those who ask.
    pub reread: Reread,
}

/// What is read of a file once more when somebody asks for it.
#[derive(Debug, Default)]
pub struct Reread {
    tree: OnceLock<Box<Tree>>,
    words: OnceLock<Option<Box<Words>>>,
    texts: OnceLock<Box<Texts>>,
    has_lonely_name: OnceLock<bool>,
}

impl Unit {
    /// Where the texts of the file have a word.
    pub fn texts(&self) -> &Texts {
        self.reread.texts.get_or_init(|| Box::new(Texts::of(&self.document)))
    }

    /// Whether a name of a Bicep template seems to stand only where it is declared.
    pub fn has_lonely_name(&self) -> bool {
        *self.reread.has_lonely_name.get_or_init(|| lonely::has_lonely_name(self))
    }

    /// A file that was read.
    pub fn new(
        document: Document,
        template: Template,
        parameter_file: Option<ParameterFile>,
    ) -> Self {
        Self { document, template, parameter_file, restored: false, reread: Reread::default() }
    }

    /// The syntax tree, of a Bicep template.
    pub fn tree(&self) -> Option<&Tree> {
        let is_bicep = self.template.language == Language::Bicep && self.parameter_file.is_none();
        is_bicep.then(|| {
            let parse = || Box::new(parse(&self.document.source.text, Dialect::Template));
            &**self.reread.tree.get_or_init(parse)
        })
    }

    /// The words of a Bicep template; `None` where it could not all be read.
    pub fn words(&self) -> Option<&Words> {
        let tree = self.tree()?;
        self.reread.words.get_or_init(|| Words::of(tree).map(Box::new)).as_deref()
    }
}

/// What a parameter file gives: `*.parameters.json` or `.bicepparam`.
#[derive(Debug, Default)]
pub struct ParameterFile {
    /// The template that it belongs to (`using`, without quotes); `None` where it is not said.
    pub using: Option<Reference>,
    /// The file that it extends.
    pub extends: Option<Reference>,
    /// The values, in order.
    pub values: Names<Assignment>,
}

/// A value for a parameter.
#[derive(Debug)]
pub struct Assignment {
    /// The parameter's name where it is written.
    pub name: Span,
    /// The value; `None` for a key vault reference and the like, whose value is not in the file.
    pub value: Option<NodeId>,
}

/// A reference to another file or module, as written.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// A path, `br:…`, `ts:…`, without quotes.
    pub to: Text,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A name taken from another file (Bicep `import`).
#[derive(Debug)]
pub struct Import {
    /// The other file.
    pub from: Reference,
    /// What it is called there; `None` for all of it (`* as space`), whose names are then `space.name` here.
    pub name: Option<Text>,
}

/// Where a template is deployed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum TargetScope {
    /// A resource group.
    #[default]
    ResourceGroup,
    /// A subscription.
    Subscription,
    /// A management group.
    ManagementGroup,
    /// The tenant.
    Tenant,
}

/// The language that a template is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// ARM JSON.
    #[default]
    Arm,
    /// Bicep.
    Bicep,
}

/// A template, be it a file, a module, or nested in a deployment.
#[derive(Debug, Default)]
pub struct Template {
    /// Where it is deployed to.
    pub target: TargetScope,
    /// The language of its file.
    pub language: Language,
    /// Resources are named by symbols (`languageVersion` 2.0, and always in Bicep).
    pub symbolic: bool,
    /// Its parameters, in order.
    pub parameters: Names<Parameter>,
    /// Its variables, in order.
    pub variables: Names<Variable>,
    /// Its functions, under `namespace.name`.
    pub functions: Names<UserFunction>,
    /// User-defined types, for `$ref` and Bicep `type`.
    pub types: Names<ParameterType>,
    /// Its resources, in order; nested children within their parents.
    pub resources: Vec<Resource>,
    /// Its outputs, in order.
    pub outputs: Names<Output>,
    /// Variables, functions and types of other files, under the names that they have here.
    pub imports: Names<Import>,
}

/// What is declared of a parameter's type, wherever it is written.
#[derive(Debug, Default, Clone)]
pub struct ParameterType {
    /// `string`, `int`, `bool`, `object`, `array`, `securestring`, `secureobject`; empty where it is not said.
    pub base: Text,
    /// Array of the allowed values.
    pub allowed: Option<NodeId>,
    /// `securestring`, `secureObject`, `@secure()`.
    pub secure: bool,
    /// `null` is a value of it.
    pub nullable: bool,
    /// The name of a user-defined type that it refers to.
    pub reference: Option<Text>,
    /// Shortest text, fewest elements.
    pub min_length: Option<NodeId>,
    /// Longest text, most elements.
    pub max_length: Option<NodeId>,
    /// Smallest number.
    pub min_value: Option<NodeId>,
    /// Greatest number.
    pub max_value: Option<NodeId>,
    /// Property names that hold secrets, of object types.
    pub secure_properties: Vec<Text>,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name where it is declared.
    pub name: Span,
    /// The whole declaration.
    pub span: Span,
    /// Its type.
    pub of: ParameterType,
    /// Its default.
    pub default: Option<NodeId>,
    /// Its description.
    pub description: Option<Text>,
}

/// A variable.
#[derive(Debug)]
pub struct Variable {
    /// Its name where it is declared.
    pub name: Span,
    /// Its value; of a loop the value of each turn.
    pub value: NodeId,
    /// An entry of `variables.copy` in ARM JSON.
    pub copy: Option<NodeId>,
}

/// A function of the user.
#[derive(Debug)]
pub struct UserFunction {
    /// Its name where it is declared.
    pub name: Span,
    /// Names of its parameters.
    pub parameters: Vec<Text>,
    /// What it gives.
    pub value: NodeId,
}

/// An output.
#[derive(Debug)]
pub struct Output {
    /// Its name where it is declared.
    pub name: Span,
    /// The whole declaration.
    pub span: Span,
    /// Its value; `None` for a loop in ARM JSON, where `copy` has it.
    pub value: Option<NodeId>,
    /// The `copy` object in ARM JSON.
    pub copy: Option<NodeId>,
    /// Its type.
    pub of: ParameterType,
    /// Whether it is there.
    pub condition: Option<NodeId>,
}

/// A loop over a resource.
#[derive(Debug, Clone, Copy)]
pub struct Copy {
    /// The name by which `copyIndex` and `dependsOn` know it (ARM JSON).
    pub name: Option<NodeId>,
    /// How often, or over what.
    pub over: Over,
    /// The item variable (Bicep); empty for none.
    pub item: Text,
    /// The index variable (Bicep); empty for none.
    pub index: Text,
    /// `if (…)` of each turn (Bicep).
    pub filter: Option<NodeId>,
}

/// What a resource loop runs over.
#[derive(Debug, Clone, Copy)]
pub enum Over {
    /// As many turns as this number (ARM JSON).
    Count(NodeId),
    /// One turn for each element of this array, or for each key and value of this object (Bicep).
    Items(NodeId),
}

/// A declared resource.
#[derive(Debug)]
pub struct Resource {
    /// Its symbolic name.
    pub symbol: Option<Text>,
    /// The value of `type` (ARM JSON), the type string of the declaration (Bicep; the text is the type alone, the span covers
    /// the whole string).
    pub type_: NodeId,
    /// The API version; in Bicep a part of the type string, with the span of that string.
    pub api_version: Option<NodeId>,
    /// Its name as written: all segments, or the last alone when it stands in, or names, its parent.
    pub name: Option<NodeId>,
    /// The object with `properties`, `location`, `sku`, …: in ARM JSON the whole resource.
    pub body: NodeId,
    /// The whole declaration.
    pub span: Span,
    /// Its condition.
    pub condition: Option<NodeId>,
    /// Its loop.
    pub copy: Option<Copy>,
    /// Where it is deployed, if not where its template is.
    pub scope: Option<NodeId>,
    /// Its parent (Bicep `parent:`).
    pub parent: Option<NodeId>,
    /// What it waits for.
    pub depends_on: Option<NodeId>,
    /// It is not deployed: only looked up, or an extension's.
    pub existing: bool,
    /// A nested child lives and dies with the resource around it (Bicep; in ARM JSON it does not).
    pub inherits_condition: bool,
    /// Symbols that its body refers to, through variables too (Bicep).
    pub references: Vec<Text>,
    /// Resources nested in it.
    pub children: Vec<Resource>,
    /// What it deploys, where it is a deployment or a module.
    pub deployment: Option<Box<Deployment>>,
}

/// What a deployment or a module deploys.
#[derive(Debug)]
pub struct Deployment {
    /// The template.
    pub source: DeploymentSource,
    /// The object of arguments: in ARM JSON of `{ "value": … }` objects, in Bicep of values.
    pub parameters: Option<NodeId>,
    /// Expressions of the template see its own parameters and variables (`inner`, always so for modules and links), or those
    /// of the template around it (`outer`).
    pub inner: bool,
    /// `subscriptionId` (ARM JSON).
    pub subscription: Option<NodeId>,
    /// `resourceGroup` (ARM JSON).
    pub resource_group: Option<NodeId>,
    /// `managementGroupId`, by `scope` (ARM JSON).
    pub location: Option<NodeId>,
}

/// Where the template of a deployment is.
#[derive(Debug)]
pub enum DeploymentSource {
    /// Right here, in the same document.
    Nested(Box<Template>),
    /// `templateLink`: the object with `uri` or `relativePath`.
    Link(NodeId),
    /// A module: a path, `br:…`, `ts:…`.
    Module(Reference),
    /// Nothing that could be read.
    None,
}

impl Template {
    /// Gives back room that was made for more than there is.
    pub fn shrink(&mut self) {
        self.parameters.shrink();
        self.variables.shrink();
        self.functions.shrink();
        self.types.shrink();
        self.resources.shrink_to_fit();
        self.outputs.shrink();
        self.imports.shrink();
    }

    /// All resources, parents before their children, however deep.
    pub fn walk(&self) -> impl Iterator<Item = &Resource> {
        let mut waiting: Vec<&Resource> = self.resources.iter().rev().collect();
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            waiting.extend(next.children.iter().rev());
            Some(next)
        })
    }
}
