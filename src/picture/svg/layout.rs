//! Where each box of a picture stands.

use super::paint;
use crate::picture::{Kind, Picture, Tie};

/// A box on the page.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    fn middle(&self) -> f64 {
        self.top + self.height / 2.0
    }
}

/// The boxes of a picture, by the numbers of its nodes.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) areas: Vec<Area>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Room between boxes of one column, and within frames.
const GAP: f64 = 12.0;
const PAD: f64 = 12.0;
/// Room for lines between columns.
const GUTTER: f64 = 130.0;
/// The height of a line of text, and of the first one, which says what a box is.
pub(super) const LINE: f64 = 15.0;
pub(super) const FIRST: f64 = 11.0;

impl Layout {
    pub(super) fn of(picture: &Picture) -> Self {
        let mut layout =
            Self { areas: vec![Area::default(); picture.nodes.len()], width: 0.0, height: 0.0 };
        let column = |wanted: &[Kind]| -> Vec<usize> {
            picture.within(None).filter(|at| wanted.contains(&picture.nodes[*at].kind)).collect()
        };
        let zones = column(&[Kind::Zone]);
        let frames = column(&[Kind::Network, Kind::Subnet, Kind::Endpoint, Kind::Guard]);
        let services = column(&[Kind::Target]);
        let left = layout.reserve(picture, &zones, 0.0);
        let mut top = 0.0;
        for frame in &frames {
            layout.stack(picture, *frame, left, top);
            top = layout.areas[*frame].bottom() + 2.0 * GAP;
        }
        let left = layout.widen(picture, &frames, left);
        let right = layout.reserve(picture, &services, left);
        layout.beside(picture, &zones);
        layout.beside(picture, &services);
        layout.width = (right - GUTTER).max(0.0);
        layout.height = layout.areas.iter().map(Area::bottom).fold(0.0, f64::max);
        layout
    }

    /// Gives a column its width; the left side of the next one.
    fn reserve(&mut self, picture: &Picture, column: &[usize], left: f64) -> f64 {
        let width = column.iter().map(|at| own_width(picture, *at)).fold(0.0, f64::max);
        for at in column {
            let height = own_height(picture, *at);
            self.areas[*at] = Area { left, top: 0.0, width, height };
        }
        if column.is_empty() { left } else { left + width + GUTTER }
    }

    /// Puts a box, and in it what lies within, below each other.
    fn stack(&mut self, picture: &Picture, at: usize, left: f64, top: f64) {
        let (mut width, mut bottom) = (own_width(picture, at), top + own_height(picture, at));
        let inside: Vec<_> = inside(picture, at).collect();
        for (row, inner) in inside.iter().enumerate() {
            let gap = if row == 0 { 2.0 } else { GAP };
            self.stack(picture, *inner, left + PAD, bottom + gap);
            width = width.max(self.areas[*inner].width + 2.0 * PAD);
            bottom = self.areas[*inner].bottom();
        }
        if !inside.is_empty() {
            bottom += PAD;
        }
        self.areas[at] = Area { left, top, width, height: bottom - top };
    }

    /// Makes all frames of the column as wide as the widest, and what lies within them.
    fn widen(&mut self, picture: &Picture, column: &[usize], left: f64) -> f64 {
        let width = column.iter().map(|at| self.areas[*at].width).fold(0.0, f64::max);
        for at in column {
            self.set_width(picture, *at, width);
        }
        if column.is_empty() { left } else { left + width + GUTTER }
    }

    fn set_width(&mut self, picture: &Picture, at: usize, width: f64) {
        self.areas[at].width = width;
        for inner in inside(picture, at) {
            self.set_width(picture, inner, width - 2.0 * PAD);
        }
    }

    /// Puts the boxes of a column as near as can be to what they are tied to.
    fn beside(&mut self, picture: &Picture, column: &[usize]) {
        let mut wishes: Vec<_> = column.iter().map(|at| (self.wish(picture, *at), *at)).collect();
        wishes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut rest = column.iter().map(|at| self.areas[*at].height + GAP).sum::<f64>() - GAP;
        let bottom = self.areas.iter().map(Area::bottom).fold(rest, f64::max);
        let mut free = 0.0_f64;
        for (wish, at) in wishes {
            let height = self.areas[at].height;
            // What follows has to find room above the bottom.
            let top = (wish - height / 2.0).min(bottom - rest).max(free);
            self.areas[at].top = top;
            free = top + height + GAP;
            rest -= height + GAP;
        }
    }

    /// The middle of the endpoints that a zone or service is tied to; of networks, where there are no endpoints.
    fn wish(&self, picture: &Picture, at: usize) -> f64 {
        let mean = |links: bool| {
            let ties = picture.edges.iter().filter(move |edge| (edge.tie == Tie::Link) == links);
            let ends = ties.filter_map(move |edge| match (edge.from == at, edge.to == at) {
                (true, _) => Some(edge.to),
                (_, true) => Some(edge.from),
                _ => None,
            });
            let middles: Vec<_> = ends.map(|end| self.areas[end].middle()).collect();
            let count = middles.len() as f64;
            (!middles.is_empty()).then(|| middles.into_iter().sum::<f64>() / count)
        };
        mean(false).or_else(|| mean(true)).unwrap_or(f64::MAX)
    }
}

/// What lies within a box: security groups first, then the rest in its order.
fn inside(picture: &Picture, at: usize) -> impl Iterator<Item = usize> {
    let is_guard = |number: &usize| picture.nodes[*number].kind == Kind::Guard;
    let guards = picture.within(Some(at)).filter(is_guard);
    guards.chain(picture.within(Some(at)).filter(move |number| !is_guard(number)))
}

/// The height of a box's own text.
pub(super) fn own_height(picture: &Picture, at: usize) -> f64 {
    let lines = paint::lines(picture, at).len();
    FIRST + 6.0 + LINE * lines as f64 + 5.0
}

fn own_width(picture: &Picture, at: usize) -> f64 {
    let widest = paint::lines(picture, at)
        .iter()
        .map(|line| paint::text_width(&line.text, line.size))
        .fold(0.0, f64::max);
    widest.max(150.0) + 2.0 * PAD
}
