//! SVG, without help of another program.
//!
//! Three columns: zones, networks with their subnets and endpoints, services. Zones and services stand beside the endpoints
//! that they belong to, so that lines are short.

mod layout;
mod paint;
mod ties;

use super::Picture;
use layout::Layout;
use std::fmt::Write as _;

const MARGIN: f64 = 24.0;
const TITLE: f64 = 34.0;
const LEGEND: f64 = 44.0;
/// The legend needs so much room.
const NARROWEST: f64 = 945.0;

/// All pictures, one below the other, and a legend.
pub(super) fn page(pictures: &[Picture]) -> String {
    let layouts: Vec<_> = pictures.iter().map(Layout::of).collect();
    let width = layouts.iter().map(|layout| layout.width).fold(NARROWEST, f64::max);
    let mut body = String::new();
    let mut top = MARGIN;
    for (picture, layout) in pictures.iter().zip(&layouts) {
        paint::title(&mut body, MARGIN, top + 14.0, &picture.title);
        let _ = writeln!(body, "<g transform=\"translate({MARGIN} {})\">", top + TITLE);
        paint::picture(&mut body, picture, layout);
        body.push_str("</g>\n");
        top += TITLE + layout.height + MARGIN;
    }
    if pictures.is_empty() {
        paint::title(&mut body, MARGIN, top + 14.0, "No network is drawn here");
        top += TITLE;
    }
    paint::legend(&mut body, MARGIN, top + 8.0);
    let (width, height) = (width + 2.0 * MARGIN, top + LEGEND);
    format!("{}{body}</svg>\n", paint::head(width, height))
}
