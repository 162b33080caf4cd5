//! The language of Graphviz.

use super::{Edge, Kind, Node, Picture, Tie, ids};
use std::fmt::Write as _;

const HEAD: &str = "digraph armlint {
  rankdir=RL; compound=true; ranksep=1.2; nodesep=0.25; bgcolor=white;
  node [shape=box, style=\"filled,rounded\", fillcolor=white, color=\"#5b7ea8\", fontname=\"Helvetica\", fontsize=11];
  edge [fontname=\"Helvetica\", fontsize=9, color=\"#5b7ea8\"];
";

/// One directed graph, with a cluster for each picture where there are several.
pub(super) fn page(pictures: &[Picture]) -> String {
    let mut page = HEAD.to_owned();
    for (world, picture) in pictures.iter().enumerate() {
        if pictures.len() > 1 {
            let title = escaped(&picture.title);
            let _ = writeln!(page, "  subgraph cluster_w{world} {{ label=\"{title}\";");
        }
        nodes(picture, world, None, &mut page);
        if pictures.len() > 1 {
            page.push_str("  }\n");
        }
        for edge in &picture.edges {
            write_edge(picture, edge, world, &mut page);
        }
    }
    page.push_str("}\n");
    page
}

fn nodes(picture: &Picture, world: usize, outer: Option<usize>, page: &mut String) {
    for number in picture.within(outer) {
        let node = &picture.nodes[number];
        let id = format!("w{world}n{number}");
        let (label, style) = (label(node), style(node));
        if is_frame(node) {
            // The name is a node of its own, so that lines have something to end at.
            let _ = writeln!(page, "  subgraph cluster_{id} {{ label=\"\"; {style}");
            let _ = writeln!(page, "  {id} [label=\"{label}\", shape=plaintext, style=\"\"];");
            nodes(picture, world, Some(number), page);
            page.push_str("  }\n");
        } else {
            let shape = match node.kind {
                Kind::Zone => "shape=note; ",
                Kind::Guard => "shape=hexagon; ",
                Kind::Target => "shape=component; ",
                _ => "",
            };
            let _ = writeln!(page, "  {id} [label=\"{label}\"; {shape}{style}];");
        }
    }
}

fn is_frame(node: &Node) -> bool {
    matches!(node.kind, Kind::Network | Kind::Subnet)
}

fn style(node: &Node) -> String {
    let (colour, fill) = match (node.marks.is_empty(), node.outside, node.kind) {
        (false, _, _) => ("#c62828", "#fdecea"),
        (true, true, _) => ("#8a8f98", "#fafafa"),
        (true, false, Kind::Network) => ("#5b7ea8", "#f3f7fc"),
        (true, false, _) => ("#5b7ea8", "#ffffff"),
    };
    let line = if node.outside { "dashed" } else { "solid" };
    let width = if node.marks.is_empty() { 1 } else { 2 };
    format!(
        "style=\"filled,rounded,{line}\"; color=\"{colour}\"; fillcolor=\"{fill}\"; penwidth={width};"
    )
}

fn write_edge(picture: &Picture, edge: &Edge, world: usize, page: &mut String) {
    let rules = ids(edge.marks.iter());
    let word = if edge.label.is_empty() { edge.tie.word() } else { &edge.label };
    let mut label = escaped(word);
    let mut style = match edge.tie {
        Tie::Connection => "style=solid",
        Tie::Records => "style=dashed",
        Tie::Link => "style=dotted",
        Tie::Peering => "style=bold, dir=both, constraint=false",
    }
    .to_owned();
    if !rules.is_empty() {
        let _ = write!(label, ": {}", rules.join(", "));
        style.push_str(", color=\"#c62828\", fontcolor=\"#c62828\"");
    }
    if picture.nodes.get(edge.to).is_some_and(is_frame) {
        let _ = write!(style, ", lhead=cluster_w{world}n{}", edge.to);
    }
    let (from, to) = (edge.from, edge.to);
    let _ = writeln!(page, "  w{world}n{from} -> w{world}n{to} [label=\"{label}\", {style}];");
}

fn label(node: &Node) -> String {
    let mut lines = vec![node.kind.word().to_owned(), node.title.clone()];
    lines.extend(node.details.iter().cloned());
    if !node.marks.is_empty() {
        lines.push(format!("⚠ {}", ids(node.marks.iter()).join(", ")));
    }
    let lines: Vec<_> = lines.iter().map(|line| escaped(line)).collect();
    lines.join("\\n")
}

/// Text within quotes; `&` would start an entity.
fn escaped(text: &str) -> String {
    crate::report::text::line(text).replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")
}
