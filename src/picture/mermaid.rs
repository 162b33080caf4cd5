//! Mermaid flowcharts.

use super::{Edge, Kind, Node, Picture, Tie, ids};
use std::fmt::Write as _;

const STYLES: &str = "  classDef network fill:#f3f7fc,stroke:#5b7ea8,color:#1f2d3d
  classDef plain fill:#ffffff,stroke:#5b7ea8,color:#1f2d3d
  classDef outside fill:#fafafa,stroke:#8a8f98,color:#1f2d3d,stroke-dasharray:5 4
  classDef fault fill:#fdecea,stroke:#c62828,color:#8e1b1b,stroke-width:2px
  classDef faultOutside fill:#fdecea,stroke:#c62828,color:#8e1b1b,stroke-width:2px,stroke-dasharray:5 4
";

/// One flowchart, with a frame for each picture where there are several.
pub(super) fn page(pictures: &[Picture]) -> String {
    let mut page = "flowchart LR\n".to_owned();
    let mut lines = Lines::default();
    for (world, picture) in pictures.iter().enumerate() {
        if pictures.len() > 1 {
            let _ = writeln!(page, "  subgraph w{world}[\"{}\"]", escaped(&picture.title));
        }
        nodes(picture, world, None, &mut page, &mut lines);
        if pictures.len() > 1 {
            page.push_str("  end\n");
        }
        for edge in &picture.edges {
            lines.edge(edge, world);
        }
    }
    if pictures.is_empty() {
        page.push_str("  n0[\"No network is drawn here\"]\n");
    }
    page.push_str(&lines.edges);
    page.push_str(STYLES);
    page.push_str(&lines.classes);
    page
}

/// What is written after all nodes.
#[derive(Default)]
struct Lines {
    edges: String,
    classes: String,
    count: usize,
}

impl Lines {
    fn edge(&mut self, edge: &Edge, world: usize) {
        let arrow = match edge.tie {
            Tie::Connection => "-->",
            Tie::Records | Tie::Link => "-.->",
            Tie::Peering => "<-->",
        };
        let rules = ids(edge.marks.iter()).join(", ");
        let word = if edge.label.is_empty() { edge.tie.word() } else { &edge.label };
        let label = if rules.is_empty() { word.to_owned() } else { format!("{word}: {rules}") };
        let (from, to) = (id(world, edge.from), id(world, edge.to));
        let _ = writeln!(self.edges, "  {from} {arrow}|\"{}\"| {to}", escaped(&label));
        if !rules.is_empty() {
            let _ =
                writeln!(self.classes, "  linkStyle {} stroke:#c62828,color:#8e1b1b", self.count);
        }
        self.count += 1;
    }
}

fn nodes(
    picture: &Picture,
    world: usize,
    outer: Option<usize>,
    page: &mut String,
    lines: &mut Lines,
) {
    for number in picture.within(outer) {
        let node = &picture.nodes[number];
        let rules = ids(node.marks.iter());
        let (id, label) = (id(world, number), label(node, &rules));
        if matches!(node.kind, Kind::Network | Kind::Subnet) {
            let _ = writeln!(page, "  subgraph {id}[\"{label}\"]");
            nodes(picture, world, Some(number), page, lines);
            page.push_str("  end\n");
        } else {
            let (open, close) = match node.kind {
                Kind::Zone => ("([", "])"),
                Kind::Guard => ("{{", "}}"),
                Kind::Target => ("[(", ")]"),
                _ => ("[", "]"),
            };
            let _ = writeln!(page, "  {id}{open}\"{label}\"{close}");
        }
        let _ = writeln!(lines.classes, "  class {id} {}", class(node, rules.is_empty()));
    }
}

fn class(node: &Node, is_sound: bool) -> &'static str {
    match (is_sound, node.outside, node.kind) {
        (false, false, _) => "fault",
        (false, true, _) => "faultOutside",
        (true, true, _) => "outside",
        (true, false, Kind::Network) => "network",
        (true, false, _) => "plain",
    }
}

fn id(world: usize, number: usize) -> String {
    format!("w{world}n{number}")
}

/// The kind comes first: a label that starts like a list would be taken for Markdown.
fn label(node: &Node, rules: &[&str]) -> String {
    let mut label = format!("{} {}", node.kind.word(), escaped(&node.title));
    for detail in &node.details {
        let _ = write!(label, "<br/>{}", escaped(detail));
    }
    if !rules.is_empty() {
        let _ = write!(label, "<br/>⚠ {}", rules.join(", "));
    }
    label
}

/// Text in which nothing ends the label, is markup, or an entity.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::report::text::line(text).chars() {
        match c {
            c if c.is_alphanumeric() => out.push(c),
            ' ' | '.' | ',' | ':' | '/' | '-' | '…' | '(' | ')' => out.push(c),
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
