//! Arrays, objects and loops over values.

use super::call;
use super::equal::Tri;
use super::scope::{Binding, Scope, truth};
use super::thunk::Slot;
use super::value::{Array, Basis, Data, Member, Val, Value};
use crate::syntax::document::{Kind, List, Loop, NodeId, NodeRef};

impl<'w> Scope<'w> {
    pub(super) fn array(&'w self, node: NodeRef<'w>, list: List) -> Val<'w> {
        let is_spread = |id: NodeId| matches!(node.at(id).kind(), Kind::Spread(_));
        if !list.ids().any(is_spread) {
            let items = self.heap().slots(list.ids().map(|id| Slot::waiting(node.at(id), self)));
            return self.heap().value(Data::Array(Array { items, open: false }));
        }
        self.spreads(node, list, &|spread| self.array_with(node, list, spread))
    }

    /// Evaluates what is spread among nodes, and makes the whole of each way that it can be.
    fn spreads(
        &'w self,
        node: NodeRef<'w>,
        list: List,
        make: &dyn Fn(&[Val<'w>]) -> Val<'w>,
    ) -> Val<'w> {
        let spread: Vec<_> = list
            .ids()
            .filter_map(|id| match node.at(id).kind() {
                Kind::Spread(inner) => Some(self.evaluate(node.at(inner))),
                _ => None,
            })
            .collect();
        call::distribute(self, &spread, make)
    }

    fn array_with(&'w self, node: NodeRef<'w>, list: List, spread: &[Val<'w>]) -> Val<'w> {
        let (mut items, mut open) = (Vec::new(), false);
        let mut spread = spread.iter();
        for id in list.ids() {
            if !matches!(node.at(id).kind(), Kind::Spread(_)) {
                items.push(Slot::waiting(node.at(id), self));
                continue;
            }
            match spread.next().map_or(Data::Null, |value| value.data) {
                Data::Array(array) => {
                    items.extend(array.items.iter().cloned());
                    open |= array.open;
                }
                Data::Null => {}
                _ => open = true,
            }
        }
        let items = self.heap().slots(items);
        self.heap().value(Data::Array(Array { items, open }))
    }

    pub(super) fn object(&'w self, node: NodeRef<'w>, list: List) -> Val<'w> {
        self.spreads(node, list, &|spread| self.object_with(node, list, spread))
    }

    fn object_with(&'w self, node: NodeRef<'w>, list: List, spread: &[Val<'w>]) -> Val<'w> {
        let mut spread = spread.iter();
        let (mut members, mut open) = (Vec::with_capacity(list.len as usize / 2), false);
        let is_arm = self.frame.unit.template.language == crate::model::Language::Arm;
        for (key, value) in node.members() {
            match key.kind() {
                Kind::Text(text) => {
                    let name = node.document.text(text);
                    if is_arm && name.eq_ignore_ascii_case("copy") && is_property_loop(value) {
                        self.property_loops(value, &mut members);
                    } else {
                        members.push(self.member(name, key, value));
                    }
                }
                Kind::Spread(_) => {
                    open |= spread.next().is_some_and(|value| self.spread(value, &mut members));
                }
                _ => match self.evaluate(key).data {
                    Data::Str(name) => members.push(self.member(name, key, value)),
                    _ => open = true,
                },
            }
        }
        self.heap().object_of(&members, open)
    }

    fn member(&'w self, key: &'w str, at: NodeRef<'w>, value: NodeRef<'w>) -> Member<'w> {
        let slot = self.heap().slots([Slot::waiting(value, self)]);
        Member { key, key_site: Some(at.place()), value: &slot[0] }
    }

    /// Adds the members of a spread object; whether there may be more than could be added.
    fn spread(&'w self, value: Val<'w>, members: &mut Vec<Member<'w>>) -> bool {
        match value.data {
            Data::Object(object) => {
                members.extend_from_slice(object.members);
                object.open
            }
            Data::Null => false,
            _ => {
                // What comes from an unknown object may replace what stands before it.
                for member in members.iter_mut() {
                    member.value = self.heap().slot(self.world.opaque());
                }
                true
            }
        }
    }

    /// `"copy": [{ "name": …, "count": …, "input": … }]` among the properties of an object (ARM JSON).
    fn property_loops(&'w self, loops: NodeRef<'w>, members: &mut Vec<Member<'w>>) {
        for entry in loops.elements() {
            let (Some(name), Some(input)) = (entry.get("name"), entry.get("input")) else {
                continue;
            };
            let Data::Str(key) = self.evaluate(name).data else { continue };
            let value = self.copy_loop(entry, input, Some(key));
            members.push(Member {
                key,
                key_site: Some(name.place()),
                value: self.heap().slot(value),
            });
        }
    }

    /// The array that a `copy` object with `count` gives, one `input` for each turn.
    pub(super) fn copy_loop(
        &'w self,
        copy: NodeRef<'w>,
        input: NodeRef<'w>,
        name: Option<&'w str>,
    ) -> Val<'w> {
        let name = name.unwrap_or_default();
        let count = copy.get("count").map(|count| self.evaluate(count));
        let turns = count.and_then(Value::as_int);
        let turn =
            |index: Val<'w>| Slot::waiting(input, self.with(Binding::CopyIndex(name, index)));
        let value = if let Some(turns) = turns {
            let most = self.world.budget.turns as i64;
            if turns > most {
                self.world.limit(
                    copy.place(),
                    &format!("a loop of {turns} turns is only looked at for the first {most}"),
                );
            }
            let kept = turns.clamp(0, most);
            let items: Vec<_> = (0..kept).map(|index| turn(self.heap().int(index))).collect();
            let items = self.heap().slots(items);
            self.heap().value(Data::Array(Array { items, open: turns > most }))
        } else {
            self.perhaps(self.heap().slots([turn(self.world.opaque())]))
        };
        count.map_or(value, |count| self.heap().computed(value, &[count]))
    }

    /// An array of unknown length whose elements look like this one, if there are any.
    fn perhaps(&self, items: &'w [Slot<'w>]) -> Val<'w> {
        let value = self.heap().value(Data::Array(Array { items, open: true }));
        self.heap().based_on(value, Basis::BRANCH)
    }

    /// `[for item in list: body]`.
    pub(super) fn for_each(&'w self, node: NodeRef<'w>, turn: &'w Loop) -> Val<'w> {
        let over = self.evaluate(node.at(turn.over));
        let Some((items, open)) = self.turns(node, over) else {
            let (item, index) = self.some_turn(over);
            let scope = self.turn(node, turn, item, index);
            let items = self.heap().slots([Slot::waiting(node.at(turn.body), scope)]);
            return self.perhaps(items);
        };
        let mut results = Vec::with_capacity(items.len());
        let mut open = open;
        for (index, item) in items.iter().enumerate() {
            let item = self.part(item.get(), over);
            let scope = self.turn(node, turn, item, self.heap().int(index as i64));
            match turn.filter.map(|filter| truth(scope.evaluate(node.at(filter)))) {
                Some(Tri::No) => continue,
                Some(Tri::Maybe) => open = true,
                _ => {}
            }
            results.push(Slot::waiting(node.at(turn.body), scope));
        }
        let items = self.heap().slots(results);
        let value = self.heap().value(Data::Array(Array { items, open }));
        self.heap().computed(value, &[over])
    }

    /// The scope of one turn of a loop.
    pub(super) fn turn(
        &self,
        node: NodeRef<'w>,
        turn: &Loop,
        item: Val<'w>,
        index: Val<'w>,
    ) -> &'w Self {
        let text = |text| node.document.text(text);
        self.with(Binding::Variable(text(turn.index), index))
            .with(Binding::Variable(text(turn.item), item))
    }

    /// Item and index of a turn that stands for all turns of a loop over something unknown.
    pub(super) fn some_turn(&self, over: Val<'w>) -> (Val<'w>, Val<'w>) {
        let index = self.world.opaque();
        (self.unknown_member(over, index), index)
    }

    /// What a loop runs over: the elements of an array, or `{ key, value }` of an object; and whether there may be more.
    pub(super) fn turns(&self, node: NodeRef<'w>, over: Val<'w>) -> Option<(&'w [Slot<'w>], bool)> {
        let (items, open) = match over.data {
            Data::Array(array) => (array.items, array.open),
            Data::Object(object) => {
                let pair = |member: &Member<'w>| {
                    let key = self.heap().borrowed(member.key);
                    let members = [
                        Member {
                            key: "key",
                            key_site: member.key_site,
                            value: self.heap().slot(key),
                        },
                        Member { key: "value", key_site: member.key_site, value: member.value },
                    ];
                    Slot::done(self.heap().object_of(&members, false))
                };
                (self.heap().slots(object.members.iter().map(pair)), object.open)
            }
            Data::Null => (&[][..], false),
            _ => return None,
        };
        let most = self.world.budget.turns;
        if items.len() > most {
            let count = items.len();
            self.world.limit(
                node.place(),
                &format!("a loop of {count} turns is only looked at for the first {most}"),
            );
        }
        Some((&items[..items.len().min(most)], open || items.len() > most))
    }
}

/// Whether a `copy` property is a loop over properties.
fn is_property_loop(node: NodeRef<'_>) -> bool {
    node.is_array()
        && node
            .elements()
            .next()
            .is_some_and(|entry| entry.get("name").is_some() && entry.get("input").is_some())
}
