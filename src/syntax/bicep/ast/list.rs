//! Runs of children in flat tables.

use super::{
    Decorator, ExprId, For, Ident, ImportedName, Item, Member, Parameter, Part, Tree, TupleItem,
    TypeId, TypeMember,
    expression::{self, LoopId},
};
use std::marker::PhantomData;

/// The children of one node: a run in one of the tree's tables.
#[derive(Debug, PartialEq, Eq)]
pub struct List<T> {
    start: u32,
    len: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T> List<T> {
    /// No children.
    pub const EMPTY: Self = Self { start: 0, len: 0, of: PhantomData };

    /// How many children there are.
    pub const fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there is no child.
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// A table of finished runs, and a stack of the runs that are still being read.
#[derive(Debug)]
pub(in crate::syntax::bicep) struct Table<T> {
    done: Vec<T>,
    open: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { done: Vec::new(), open: Vec::new() }
    }
}

impl<T: Copy> Table<T> {
    /// Begins a run; the mark ends it.
    pub(in crate::syntax::bicep) fn mark(&self) -> usize {
        self.open.len()
    }

    /// Adds to the innermost run.
    pub(in crate::syntax::bicep) fn push(&mut self, child: T) {
        self.open.push(child);
    }

    /// Ends the run.
    pub(in crate::syntax::bicep) fn close(&mut self, mark: usize) -> List<T> {
        let start = self.done.len() as u32;
        self.done.extend_from_slice(self.open.get(mark..).unwrap_or_default());
        self.open.truncate(mark);
        List { start, len: self.done.len() as u32 - start, of: PhantomData }
    }

    fn get(&self, list: List<T>) -> &[T] {
        let start = list.start as usize;
        self.done.get(start..start + list.len as usize).unwrap_or_default()
    }
}

impl Tree {
    /// The arguments of a call.
    pub fn args(&self, list: List<ExprId>) -> &[ExprId] {
        self.lists.args.get(list)
    }

    /// The elements of an array.
    pub fn items(&self, list: List<Item>) -> &[Item] {
        self.lists.items.get(list)
    }

    /// The members of an object.
    pub fn members(&self, list: List<Member>) -> &[Member] {
        self.lists.members.get(list)
    }

    /// The pieces of an interpolated string.
    pub fn parts(&self, list: List<Part>) -> &[Part] {
        self.lists.parts.get(list)
    }

    /// The variables of a lambda.
    pub fn names(&self, list: List<Ident>) -> &[Ident] {
        self.lists.names.get(list)
    }

    /// The decorators of a statement or type member.
    pub fn decorators(&self, list: List<Decorator>) -> &[Decorator] {
        self.lists.decorators.get(list)
    }

    /// The parameters of a function.
    pub fn parameters(&self, list: List<Parameter>) -> &[Parameter] {
        self.lists.parameters.get(list)
    }

    /// The names of an import.
    pub fn imported(&self, list: List<ImportedName>) -> &[ImportedName] {
        self.lists.imported.get(list)
    }

    /// The members of a union, or the arguments of a type.
    pub fn types(&self, list: List<TypeId>) -> &[TypeId] {
        self.lists.types.get(list)
    }

    /// The members of an object type.
    pub fn type_members(&self, list: List<TypeMember>) -> &[TypeMember] {
        self.lists.type_members.get(list)
    }

    /// The elements of a tuple type.
    pub fn tuple_items(&self, list: List<TupleItem>) -> &[TupleItem] {
        self.lists.tuple_items.get(list)
    }

    /// The parts of a `for` expression.
    pub fn for_loop(&self, id: LoopId) -> &For {
        self.loops.get(id.0 as usize).unwrap_or(&expression::MISSING_LOOP)
    }
}
