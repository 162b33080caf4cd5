//! Index at which a list has no element.

use crate::eval::instance::Instance;
use crate::eval::symbol::Symbol;
use crate::eval::value::{Basis, Data, Member, Piece, Val};
use crate::eval::work;
use crate::finding::{Confidence, Severity};
use crate::look::Spot;
use crate::model::Unit;
use crate::rule::{Card, Check, Context, Example, Rule};
use crate::source::{FileId, Place, Span};
use crate::syntax::document::{Kind, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    card: Card {
        id: "TQ058",
        name: "index-out-of-range",
        title: "List has no element at an index",
        severity: Severity::Error,
        category: "quality",
        why: "Resource Manager stops the deployment at an index that is out of bounds: `The language expression property array index '5' is out of bounds.`",
        looks_at: "Indexes in what resources and deployments are given, in variables and functions that they use too. Reported where both the list and the index are certain, and the resource is certainly deployed: what rests on the default of a parameter or on a branch that may not be taken is passed over, and so are safe accesses.",
        fix: "Read an element that is there. Where it may be missing, `list[?3]` in Bicep and `tryGet(list, 3)` in ARM JSON give null.",
        references: &[
            "https://learn.microsoft.com/azure/azure-resource-manager/bicep/operator-safe-dereference",
            "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template",
        ],
        examples: &[
            Example::arm(
                r#"{ "variables": { "places": [ "westeurope", "northeurope" ] }, "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "data",
  "location": "[variables('places')[2]]", // <- finding
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "tags": { "part": "[split('a/b', '/')[3]]" } // <- finding
} ] }"#,
            ),
            Example::arm(
                r#"{ "parameters": { "place": { "type": "int", "defaultValue": 2 }, "id": { "type": "string", "defaultValue": "" } },
"variables": { "places": [ "westeurope", "northeurope" ] }, "resources": [ {
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "data",
  "location": "[variables('places')[parameters('place')]]",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2",
  "tags": { "group": "[split(parameters('id'), '/')[4]]", "other": "[if(equals(1, 2), variables('places')[2], 'none')]" }
}, {
  "condition": false,
  "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "other",
  "location": "[variables('places')[2]]",
  "sku": { "name": "Standard_LRS" }, "kind": "StorageV2"
} ] }"#,
            ),
            Example::bicep(
                "var places = [ 'westeurope', 'northeurope' ]
resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = [for index in range(0, 3): {
  name: 'data${index}'
  location: places[index] // <- finding
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}]
",
            ),
            Example::bicep(
                "param zone string
var places = [ 'westeurope', 'northeurope' ]
resource data 'Microsoft.Storage/storageAccounts@2023-01-01' = [for index in range(0, 2): {
  name: 'data${index}'
  location: places[index]
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  tags: { second: places[?2] ?? 'none', last: places[^2], third: zone == '3' ? places[2] : 'none' }
}]
",
            ),
        ],
        ..Card::DEFAULT
    },
    check: Check::World(check),
    shadowed_by: &[],
};

fn check(context: &Context<'_>) {
    let mut known: FxHashMap<*const Unit, Indexes> = FxHashMap::default();
    // What a module is given fails there too.
    let mut said: FxHashSet<Place> = FxHashSet::default();
    for instance in context.instances() {
        let (unit, resource) = (instance.frame().unit, instance.declaration.resource);
        if resource.existing || unit.restored {
            continue;
        }
        let indexes = known.entry(std::ptr::from_ref(unit)).or_insert_with(|| Indexes::of(unit));
        if !indexes.may_be_used(resource.span) {
            continue;
        }
        let presence = instance.presence();
        if !presence.truth.is_yes() || is_open(presence.basis) {
            continue;
        }
        let own = (!indexes.elsewhere).then_some(resource.span);
        for (place, why, value) in failures(instance.body(), own, indexes, &mut said) {
            report(context, instance, place, why, value);
        }
    }
}

/// Where a template reads elements by an index, and fails if they are not there. Few resources have to do with one, and what these
/// have is evaluated to its end.
struct Indexes {
    file: FileId,
    /// Where they begin, in order.
    starts: Vec<u32>,
    /// There are some in variables, functions or defaults, which each resource can use.
    elsewhere: bool,
}

impl Indexes {
    fn of(unit: &Unit) -> Self {
        let document = &unit.document;
        let nodes = document.expressions().iter().map(|id| document.node(*id));
        let indexes = nodes.filter(|node| match node.kind {
            Kind::Property { parts, access } if !access.safe => {
                parts.get(1).is_some_and(|key| !matches!(document.node(key).kind, Kind::Text(_)))
            }
            _ => false,
        });
        let mut starts: Vec<u32> = indexes.map(|node| node.span.start).collect();
        starts.sort_unstable();
        let holds = |node: NodeId| {
            let span = document.node(node).span;
            let first = starts.partition_point(|start| *start < span.start);
            starts.get(first).is_some_and(|start| *start < span.end)
        };
        let template = &unit.template;
        let elsewhere = template
            .variables
            .iter()
            .any(|(_, variable)| holds(variable.value) || variable.copy.is_some_and(holds))
            || template.functions.iter().any(|(_, function)| holds(function.value))
            || template.parameters.iter().any(|(_, of)| of.default.is_some_and(holds));
        Self { file: document.file, starts, elsewhere }
    }

    /// Whether a resource may come to one of them.
    fn may_be_used(&self, resource: Span) -> bool {
        self.elsewhere || self.any_in(resource)
    }

    fn any_in(&self, span: Span) -> bool {
        let first = self.starts.partition_point(|start| *start < span.start);
        self.starts.get(first).is_some_and(|start| *start < span.end)
    }

    /// Where each member of an object is written that stands in a span; `None` where they do not stand there one after the other.
    fn spans(&self, members: &[Member<'_>], within: Span) -> Option<Vec<Span>> {
        let start = |member: &Member<'_>| {
            let site = member.key_site.filter(|site| site.file == self.file)?;
            (within.start <= site.span.start && site.span.start < within.end)
                .then_some(site.span.start)
        };
        let starts: Vec<u32> = members.iter().map(start).collect::<Option<_>>()?;
        if !starts.is_sorted() {
            return None;
        }
        let ends = starts.iter().skip(1).copied().chain([within.end]);
        Some(starts.iter().zip(ends).map(|(start, end)| Span { start: *start, end }).collect())
    }
}

/// Whether somebody may yet choose another value, or another branch.
fn is_open(basis: Basis) -> bool {
    basis.has(Basis::DEFAULT) || basis.has(Basis::BRANCH)
}

/// The indexes of a value that certainly lead to nothing, each once. Of what stands in a span, only what has an index is evaluated.
fn failures<'w>(
    body: Val<'w>,
    within: Option<Span>,
    indexes: &Indexes,
    said: &mut FxHashSet<Place>,
) -> Vec<(Place, &'w str, Val<'w>)> {
    let mut found = Vec::new();
    let mut waiting = vec![(body, within)];
    while let Some((value, within)) = waiting.pop().filter(|_| work::spend(1)) {
        match value.data {
            Data::Object(object) => {
                let members = object.members;
                match within.and_then(|within| indexes.spans(members, within)) {
                    Some(spans) => {
                        let with =
                            members.iter().zip(spans).filter(|(_, span)| indexes.any_in(*span));
                        waiting.extend(with.map(|(member, span)| (member.value.get(), Some(span))));
                    }
                    None => waiting.extend(members.iter().map(|member| (member.value.get(), None))),
                }
            }
            Data::Array(array) => waiting.extend(array.values().map(|item| (item, None))),
            Data::Text(pieces) => waiting.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Symbol(value) => Some((*value, None)),
                Piece::Literal(_) => None,
            })),
            Data::Unknown(Symbol::Failed { why, place, is_index: true })
                if !is_open(value.basis) && said.insert(*place) =>
            {
                found.push((*place, *why, value));
            }
            _ => {}
        }
    }
    found
}

fn report<'w>(
    context: &Context<'w>,
    instance: &'w Instance<'w>,
    place: Place,
    why: &str,
    value: Val<'w>,
) {
    let spot = Spot { place, path: String::new(), value: Some(value) };
    let message = format!("This expression fails: {why}.");
    context.report(&RULE.card, instance, &spot, Confidence::High, message);
}
