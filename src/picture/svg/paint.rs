//! Boxes and text of an SVG.

use super::layout::{Area, FIRST, LINE, Layout};
use super::ties;
use crate::picture::{Kind, Node, Picture, Tie};
use std::fmt::Write as _;

const STYLE: &str = "text{font-family:'Segoe UI','DejaVu Sans',Verdana,Helvetica,Arial,sans-serif;fill:#1f2d3d}\
.k{font-size:9px;fill:#5d6b7c;letter-spacing:.4px}.t{font-size:12px;font-weight:600}.d{font-size:11px;fill:#44536a}\
.f{font-size:11px;font-weight:700;fill:#b3261e}.h{font-size:14px;font-weight:600}\
path{fill:none;stroke-width:1.5}";

pub(super) const CONNECTION: &str = "#2f6db5";
pub(super) const RECORDS: &str = "#8a5bb5";
pub(super) const LINK: &str = "#3b8f6b";
pub(super) const FAULT: &str = "#c62828";
const OUTSIDE: &str = "#8a8f98";
const DASHED: &str = " stroke-dasharray=\"6 4\"";

/// A line of text in a box.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) size: f64,
    class: &'static str,
}

/// The name of a node, what there is to say about it, and its faults.
pub(super) fn lines(picture: &Picture, at: usize) -> Vec<Line> {
    let Some(node) = picture.nodes.get(at) else { return Vec::new() };
    // Semi-bold is a little wider.
    let title = Line { text: node.title.clone(), size: 13.2, class: "t" };
    let detail = |text: &String| Line { text: text.clone(), size: 11.0, class: "d" };
    let rules = picture.rules_of(at);
    let faults = rules.chunks(4).map(|rules| {
        let text = format!("⚠ {}", rules.join(", "));
        Line { text, size: 12.0, class: "f" }
    });
    std::iter::once(title).chain(node.details.iter().map(detail)).chain(faults).collect()
}

/// How wide a text is at most, in the fonts that are likely.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | '\'' | '|' | '!' => 0.36,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | ' ' => 0.44,
        'm' | 'w' | 'M' | 'W' | '…' | '@' | '⚠' => 1.02,
        c if c.is_ascii_uppercase() || c == '{' || c == '}' => 0.72,
        c if c.is_ascii() => 0.645,
        _ => 1.05,
    };
    crate::report::text::line(text).chars().map(em).sum::<f64>() * size
}

pub(super) fn head(width: f64, height: f64) -> String {
    let arrows: String =
        [("connection", CONNECTION), ("records", RECORDS), ("link", LINK), ("fault", FAULT)]
            .map(|(name, colour)| arrow(name, colour))
            .concat();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n<style>{STYLE}</style>\n<defs>{arrows}</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    )
}

fn arrow(name: &str, colour: &str) -> String {
    format!(
        "<marker id=\"{name}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\" style=\"fill:{colour};stroke:none\"/></marker>"
    )
}

pub(super) fn title(out: &mut String, left: f64, base: f64, text: &str) {
    let _ = writeln!(out, "<text class=\"h\" x=\"{left}\" y=\"{base}\">{}</text>", escaped(text));
}

/// Frames first, then lines, then the boxes with text, so that no line crosses a box.
pub(super) fn picture(out: &mut String, picture: &Picture, layout: &Layout) {
    let is_frame = |node: &Node| matches!(node.kind, Kind::Network | Kind::Subnet);
    let each = || picture.nodes.iter().enumerate();
    for (at, _) in each().filter(|(_, node)| is_frame(node)) {
        draw(out, picture, at, layout.areas[at]);
    }
    for edge in &picture.edges {
        ties::draw(out, picture, edge, layout);
    }
    for (at, _) in each().filter(|(_, node)| !is_frame(node)) {
        draw(out, picture, at, layout.areas[at]);
    }
}

fn draw(out: &mut String, picture: &Picture, at: usize, area: Area) {
    let node = &picture.nodes[at];
    let is_faulty = !picture.rules_of(at).is_empty();
    let (fill, stroke) = colours(node, is_faulty);
    let dash = if node.outside { DASHED } else { "" };
    let width = if is_faulty { 2.0 } else { 1.2 };
    let Area { left, top, width: w, height: h } = area;
    let _ = writeln!(
        out,
        "<g><title>{}</title><rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"6\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dash}/>",
        escaped(&tooltip(picture, at))
    );
    let kind = node.kind.word().to_uppercase();
    let outside = if node.outside { " · OUTSIDE" } else { "" };
    let (x, mut y) = (left + 12.0, top + FIRST + 4.0);
    let _ = writeln!(out, "<text class=\"k\" x=\"{x:.1}\" y=\"{y:.1}\">{kind}{outside}</text>");
    for line in lines(picture, at) {
        y += LINE;
        let (class, text) = (line.class, escaped(&line.text));
        let _ = writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>");
    }
    out.push_str("</g>\n");
}

fn colours(node: &Node, is_faulty: bool) -> (&'static str, &'static str) {
    match (is_faulty, node.outside, node.kind) {
        (true, _, Kind::Network | Kind::Subnet) => ("#fff7f6", FAULT),
        (true, _, _) => ("#fdecea", FAULT),
        (false, true, _) => ("#fafafa", OUTSIDE),
        (false, _, Kind::Network) => ("#eef4fb", "#5b7ea8"),
        (false, _, Kind::Subnet) => ("#f8fbff", "#8fabcc"),
        (false, _, Kind::Guard) => ("#fff8e6", "#c9a227"),
        (false, _, Kind::Zone) => ("#f6f0fb", RECORDS),
        (false, _, _) => ("#ffffff", CONNECTION),
    }
}

/// The name, and what the faults are about.
fn tooltip(picture: &Picture, at: usize) -> String {
    let lines = picture.edges.iter().filter(|edge| edge.from == at).flat_map(|edge| &edge.marks);
    let marks = picture.nodes[at].marks.iter().chain(lines);
    let mut faults: Vec<_> = marks.map(|mark| format!("{}: {}", mark.rule, mark.title)).collect();
    faults.sort();
    faults.dedup();
    std::iter::once(picture.nodes[at].title.clone()).chain(faults).collect::<Vec<_>>().join("\n")
}

pub(super) fn legend(out: &mut String, left: f64, top: f64) {
    let (mut x, base) = (left, top + 12.0);
    for (word, colour, tie) in [
        ("connects to", CONNECTION, Tie::Connection),
        ("records in zone", RECORDS, Tie::Records),
        ("zone answers in VNet", LINK, Tie::Link),
        ("peering", LINK, Tie::Peering),
    ] {
        let (line, dash) = (top + 8.0, ties::dash(tie));
        let _ = writeln!(out, "<path d=\"M{x:.1} {line:.1}h34\" stroke=\"{colour}\"{dash}/>");
        x = word_of_legend(out, x + 42.0, base, word);
    }
    for (word, stroke, fill, dash) in [
        ("fault, with its rules", FAULT, "#fdecea", ""),
        ("outside, or not known", OUTSIDE, "#fafafa", DASHED),
    ] {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"28\" height=\"16\" rx=\"4\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.6\"{dash}/>"
        );
        x = word_of_legend(out, x + 36.0, base, word);
    }
}

fn word_of_legend(out: &mut String, left: f64, base: f64, word: &str) -> f64 {
    let _ = writeln!(out, "<text class=\"d\" x=\"{left:.1}\" y=\"{base:.1}\">{word}</text>");
    left + text_width(word, 11.0) + 22.0
}

/// Text of an element; characters that XML does not have are spelled out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::report::text::block(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
