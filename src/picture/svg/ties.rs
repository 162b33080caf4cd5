//! The lines of an SVG.

use super::layout::{Layout, own_height};
use super::paint::{CONNECTION, FAULT, LINK, RECORDS, escaped};
use crate::picture::{Edge, Picture, Tie, ids};
use std::fmt::Write as _;

pub(super) fn draw(out: &mut String, picture: &Picture, edge: &Edge, layout: &Layout) {
    let (colour, marker) = match edge.tie {
        _ if !edge.marks.is_empty() => (FAULT, "fault"),
        Tie::Connection => (CONNECTION, "connection"),
        Tie::Records => (RECORDS, "records"),
        Tie::Link | Tie::Peering => (LINK, "link"),
    };
    let is_peering = edge.tie == Tie::Peering;
    let way = if is_peering { around(edge, layout) } else { across(picture, edge, layout) };
    let both = if is_peering { format!(" marker-start=\"url(#{marker})\"") } else { String::new() };
    let about = format!("{}\n{}", edge.tie.word(), ids(edge.marks.iter()).join(", "));
    let _ = writeln!(
        out,
        "<path d=\"{way}\" stroke=\"{colour}\"{} marker-end=\"url(#{marker})\"{both}><title>{}</title></path>",
        dash(edge.tie),
        escaped(about.trim())
    );
}

/// From one column to another.
fn across(picture: &Picture, edge: &Edge, layout: &Layout) -> String {
    let (from, to) = (layout.areas[edge.from], layout.areas[edge.to]);
    let (start, end) =
        (anchor(picture, edge, edge.from, layout), anchor(picture, edge, edge.to, layout));
    let leftwards = to.left < from.left;
    let (x, z) = if leftwards { (from.left, to.right()) } else { (from.right(), to.left) };
    let bend = (z - x) / 2.0;
    let (a, b) = (x + bend, z - bend);
    format!("M{x:.1} {start:.1}C{a:.1} {start:.1} {b:.1} {end:.1} {z:.1} {end:.1}")
}

/// From one frame of a column to another one.
fn around(edge: &Edge, layout: &Layout) -> String {
    let (from, to) = (layout.areas[edge.from], layout.areas[edge.to]);
    let (x, z) = (from.right(), to.right());
    let (start, end) = (from.top + 20.0, to.top + 20.0);
    let bulge = x.max(z) + 60.0;
    format!("M{x:.1} {start:.1}C{bulge:.1} {start:.1} {bulge:.1} {end:.1} {z:.1} {end:.1}")
}

pub(super) fn dash(tie: Tie) -> &'static str {
    match tie {
        Tie::Connection | Tie::Peering => "",
        Tie::Records => " stroke-dasharray=\"7 3\"",
        Tie::Link => " stroke-dasharray=\"2 3\"",
    }
}

/// The lines that meet at one side of a box share its height, in the order of their other ends.
fn anchor(picture: &Picture, edge: &Edge, at: usize, layout: &Layout) -> f64 {
    let area = layout.areas[at];
    // Lines to a frame end at its own text; the many links of a network come together in one.
    let height = area.height.min(own_height(picture, at));
    if edge.tie == Tie::Link && edge.to == at {
        return area.top + height / 2.0;
    }
    let far = |edge: &Edge| if edge.from == at { edge.to } else { edge.from };
    let is_left = |edge: &Edge| layout.areas[far(edge)].left < layout.areas[at].left;
    let mut all: Vec<_> = picture
        .edges
        .iter()
        .filter(|other| other.tie != Tie::Peering && (other.from == at || other.to == at))
        .filter(|other| is_left(other) == is_left(edge))
        .collect();
    all.sort_by(|a, b| layout.areas[far(a)].top.total_cmp(&layout.areas[far(b)].top));
    let place = all.iter().position(|other| std::ptr::eq(*other, edge)).unwrap_or(0);
    area.top + height * (place as f64 + 1.0) / (all.len() as f64 + 1.0)
}
