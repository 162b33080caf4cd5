//! What a rule is given: the world's resources, by type, and the way to report.

use super::card::Card;
use super::trail::{self, Trail};
use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::eval::value::Val;
use crate::eval::world::World;
use crate::finding::{Confidence, Finding, KEPT, Label, Severity};
use crate::graph::Graph;
use crate::graph::landscape::RuleSettings;
use crate::graph::subject::subject;
use crate::look::Spot;
use crate::model::Template;
use crate::quality::templates;
use crate::quality::uses::Uses;
use crate::source::Place;
use crate::syntax::document::NodeRef;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

/// A world as its rules see it: its graph, its templates, and where findings go.
pub struct Context<'w> {
    graph: Graph<'w>,
    templates: OnceCell<Vec<&'w Frame<'w>>>,
    expressions: RefCell<FxHashMap<*const Template, Rc<[NodeRef<'w>]>>>,
    uses: RefCell<FxHashMap<*const Template, Rc<Uses<'w>>>>,
    drafts: RefCell<Vec<Draft<'w>>>,
}

/// Whatever asks the graph is asked of the context: rules see one thing.
impl<'w> Deref for Context<'w> {
    type Target = Graph<'w>;

    fn deref(&self) -> &Graph<'w> {
        &self.graph
    }
}

/// A finding while its world is alive.
pub(super) struct Draft<'w> {
    pub(super) finding: Finding,
    pub(super) instance: Option<&'w Instance<'w>>,
}

impl<'w> Context<'w> {
    /// Looks over the resources of a world.
    pub fn new(world: &'w World<'w>, settings: &'w RuleSettings) -> Self {
        Self {
            graph: Graph::new(world, settings),
            templates: OnceCell::new(),
            expressions: RefCell::default(),
            uses: RefCell::default(),
            drafts: RefCell::new(Vec::new()),
        }
    }

    /// The templates of the world that somebody can edit, each once.
    pub fn templates(&self) -> &[&'w Frame<'w>] {
        self.templates.get_or_init(|| templates::of(self.world))
    }

    /// What the expressions of a template are made of: calls, what is taken of their values, and what could not be read.
    pub fn expressions(&self, frame: &'w Frame<'w>) -> Rc<[NodeRef<'w>]> {
        let mut known = self.expressions.borrow_mut();
        let kept = known.entry(std::ptr::from_ref(frame.template));
        Rc::clone(kept.or_insert_with(|| templates::expressions(frame).into()))
    }

    /// The names that a template uses.
    pub fn uses(&self, frame: &'w Frame<'w>) -> Rc<Uses<'w>> {
        let expressions = self.expressions(frame);
        let mut known = self.uses.borrow_mut();
        let kept = known.entry(std::ptr::from_ref(frame.template));
        Rc::clone(kept.or_insert_with(|| Rc::new(Uses::of(frame, &expressions))))
    }

    /// Reports a fault at a spot of a resource. `None` when the resource is certain not to be there.
    ///
    /// The confidence is lowered to the card's and to what the resource's condition allows.
    pub fn report(
        &self,
        card: &'static Card,
        instance: &'w Instance<'w>,
        spot: &Spot<'w>,
        confidence: Confidence,
        message: String,
    ) -> Option<Handle<'_, 'w>> {
        let presence = instance.presence();
        if presence.never() || instance.declaration.resource.existing {
            return None;
        }
        let allowed = if presence.truth.is_no() { Confidence::Medium } else { Confidence::High };
        let Trail { place, mut trace, mut related, inside } = trail::of(instance, spot);
        trace.truncate(16);
        related.truncate(16);
        let message = match inside {
            Some(inside) => within(message, &inside),
            None => message,
        };
        let finding = Finding {
            confidence: confidence.min(card.confidence).min(allowed),
            subject: Some(subject(instance)),
            property: (!spot.path.is_empty()).then(|| spot.path.clone()),
            trace,
            related,
            ..Finding::new(card, place, message)
        };
        Some(self.push(finding, Some(instance)))
    }

    /// Reports a fault that is about no resource.
    pub fn report_at(
        &self,
        card: &'static Card,
        place: Place,
        confidence: Confidence,
        message: String,
    ) -> Handle<'_, 'w> {
        let finding = Finding {
            confidence: confidence.min(card.confidence),
            ..Finding::new(card, place, message)
        };
        self.push(finding, None)
    }

    fn push(&self, mut finding: Finding, instance: Option<&'w Instance<'w>>) -> Handle<'_, 'w> {
        finding.shorten(KEPT);
        let mut drafts = self.drafts.borrow_mut();
        drafts.push(Draft { finding, instance });
        Handle { context: self, at: drafts.len() - 1 }
    }

    pub(super) fn take(self) -> Vec<Draft<'w>> {
        self.drafts.into_inner()
    }
}

/// A sentence that ends with the place that it is about.
fn within(sentence: String, inside: &str) -> String {
    let sentence = sentence.strip_suffix('.').map_or(sentence.clone(), str::to_owned);
    format!("{sentence} (in module {inside}).")
}

/// A reported finding, to add to.
pub struct Handle<'c, 'w> {
    context: &'c Context<'w>,
    at: usize,
}

impl<'w> Handle<'_, 'w> {
    fn edit(self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(draft) = self.context.drafts.borrow_mut().get_mut(self.at) {
            change(&mut draft.finding);
        }
        self
    }

    /// Lowers the severity.
    pub fn severity(self, severity: Severity) -> Self {
        self.edit(|finding| finding.severity = finding.severity.min(severity))
    }

    /// What of the template the fault is about, where that is no resource: `outputs.key`. It tells faults of one file apart.
    pub fn about(self, property: impl Into<String>) -> Self {
        let property = property.into();
        self.edit(|finding| finding.property = Some(property))
    }

    /// Another place that belongs to the fault.
    pub fn related(self, place: Place, message: impl Into<String>) -> Self {
        let label = Label { place, message: message.into() };
        self.edit(|finding| {
            if !finding.related.contains(&label) {
                finding.related.push(label);
            }
        })
    }

    /// Another resource that belongs to the fault, at its `type`.
    pub fn related_resource(self, instance: &'w Instance<'w>, message: impl Into<String>) -> Self {
        let place = instance.type_place();
        self.related(place, message)
    }

    /// Where a value that took part came from: its trail is added.
    pub fn trace(self, value: Val<'w>) -> Self {
        self.add_trace(trail::labels(value))
    }

    /// The same for the value of something else than what is reported, which is named: `the network's`.
    pub fn trace_of(self, whose: &str, value: Val<'w>) -> Self {
        let mut labels = trail::labels(value);
        for label in &mut labels {
            label.message = format!("{whose} {}", label.message);
        }
        self.add_trace(labels)
    }

    fn add_trace(self, labels: Vec<Label>) -> Self {
        self.edit(|finding| {
            for label in labels {
                if finding.trace.iter().all(|known| known.place != label.place) {
                    finding.trace.push(label);
                }
            }
        })
    }

    /// How to mend it.
    pub fn fix(self, fix: crate::finding::Fix) -> Self {
        self.edit(|finding| finding.fix = Some(fix))
    }
}
