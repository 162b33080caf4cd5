//! From a spot to the place of its finding: the way of the value, and the way of the calls.

use super::look::Spot;
use crate::eval::frame::Frame;
use crate::eval::instance::Instance;
use crate::eval::value::{Cause, How, Val};
use crate::finding::Label;
use crate::source::Place;

/// The place of a finding, its trace and its related places.
///
/// In a restored registry module, which nobody can edit, the place is the caller's argument that brought the value, else the
/// module's declaration.
pub(super) fn of<'w>(
    instance: &'w Instance<'w>,
    spot: &Spot<'w>,
) -> (Place, Vec<Label>, Vec<Label>) {
    let trace = spot.value.map(labels).unwrap_or_default();
    let related = calls(instance.frame());
    match caller(instance.frame()) {
        None => (spot.place, trace, related),
        Some(call) => {
            let file = call.file;
            let argument =
                trace.iter().find(|label| label.place.file == file).map(|label| label.place);
            let inner =
                Label { place: spot.place, message: "the place in the restored module".to_owned() };
            let related = related.into_iter().chain([inner]).collect();
            (argument.unwrap_or(call), trace, related)
        }
    }
}

/// Where the nearest file that can be edited calls a restored module; `None` outside of one.
fn caller(frame: &Frame<'_>) -> Option<Place> {
    if !frame.unit.restored {
        return None;
    }
    let around = std::iter::successors(Some(frame), |frame| frame.parent);
    around
        .filter(|frame| frame.parent.is_some_and(|parent| !parent.unit.restored))
        .find_map(|frame| frame.call)
}

/// The calls of modules and linked templates that lead to a deployment, the nearest first.
fn calls<'w>(frame: &'w Frame<'w>) -> Vec<Label> {
    let around = std::iter::successors(Some(frame), |frame| frame.parent);
    around
        .filter(|frame| frame.parent.is_some_and(|parent| !std::ptr::eq(parent.unit, frame.unit)))
        .filter_map(|frame| {
            let name = frame.by.map(super::context::display_name).unwrap_or_default();
            Some(Label { place: frame.call?, message: format!("'{name}' is called here") })
        })
        .collect()
}

/// Most causes that are looked at for one trace: many values may have a part in one.
const MOST_CAUSES: u32 = 1_000;
/// Longest trace that is told.
const MOST_STEPS: usize = 12;

/// Where a value came from, from the finding outwards.
pub(super) fn labels(value: Val<'_>) -> Vec<Label> {
    let (mut labels, mut left) = (Vec::new(), MOST_CAUSES);
    follow(value, &mut labels, 0, &mut left);
    labels
}

fn follow(value: Val<'_>, labels: &mut Vec<Label>, depth: usize, left: &mut u32) {
    let mut cause = value.cause;
    while let Some(step) = cause {
        if labels.len() >= MOST_STEPS || depth > MOST_STEPS || *left == 0 {
            return;
        }
        *left -= 1;
        if let (Some(message), Some(place)) = (words(step), step.value.site) {
            let label = Label { place, message };
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        follow(step.value, labels, depth + 1, left);
        cause = step.next;
    }
}

fn words(step: &Cause<'_>) -> Option<String> {
    Some(match step.how {
        How::Default(name) => format!("value comes from parameter '{name}'"),
        How::File(name) => format!("value of parameter '{name}' in the parameter file"),
        How::Argument(name) => format!("value comes from the argument '{name}'"),
        How::Variable(name) => format!("value comes from variable '{name}'"),
        How::Output(name) => format!("value comes from output '{name}'"),
        How::Resource(name) => format!("value comes from resource '{name}'"),
        How::Part => return None,
    })
}
