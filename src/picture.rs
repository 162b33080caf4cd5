//! The network of a world as a picture: what is drawn, apart from how a reader wants it written.
//!
//! A picture is plain data without ties to its world. The writers decide about shape and escape what names may hold.

mod dot;
mod mermaid;
mod svg;

use crate::finding::Finding;
use crate::source::Place;
use std::io;

/// A picture of one world.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The template and its parameter files.
    pub title: String,
    /// What is drawn. A node comes after the one that it lies within.
    pub nodes: Vec<Node>,
    /// What connects the nodes.
    pub edges: Vec<Edge>,
}

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A virtual network.
    Network,
    /// A subnet.
    Subnet,
    /// A network security group, drawn within each subnet that it guards.
    Guard,
    /// A private endpoint.
    Endpoint,
    /// A private DNS zone.
    Zone,
    /// What an endpoint connects to, or a service with a fault.
    Target,
}

impl Kind {
    /// How people call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "VNet",
            Self::Subnet => "Subnet",
            Self::Guard => "NSG",
            Self::Endpoint => "Private endpoint",
            Self::Zone => "Private DNS zone",
            Self::Target => "Service",
        }
    }
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it stands for.
    pub kind: Kind,
    /// Its name.
    pub title: String,
    /// More about it, a line each.
    pub details: Vec<String>,
    /// It is not of this world, or it is not known whether it is.
    pub outside: bool,
    /// The number of the node that it lies within.
    pub within: Option<usize>,
    /// Its faults.
    pub marks: Vec<Mark>,
    /// It is drawn for its faults alone.
    pub only_for_marks: bool,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// An endpoint connects to a service.
    Connection,
    /// A zone group of an endpoint writes its records to a zone.
    Records,
    /// A zone answers in a network.
    Link,
    /// Two networks are peered.
    Peering,
}

impl Tie {
    /// How people call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connection => "connects to",
            Self::Records => "records in",
            Self::Link => "answers in",
            Self::Peering => "peered with",
        }
    }
}

/// A line between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What it says.
    pub tie: Tie,
    /// A word or two beside it; may be empty.
    pub label: String,
    /// Its faults.
    pub marks: Vec<Mark>,
}

/// A fault of a node or an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The rule's id.
    pub rule: &'static str,
    /// What the rule is about.
    pub title: &'static str,
    /// Where the finding is.
    pub place: Place,
}

impl Picture {
    /// Cuts names that are too long for a box. Comes when secrets are hidden, a part of which would not be known for what it is.
    pub fn shorten(&mut self) {
        for node in &mut self.nodes {
            node.title = middle_cut(&node.title);
            node.details.iter_mut().for_each(|line| *line = middle_cut(line));
        }
    }

    /// Keeps the faults that are among these findings and not suppressed.
    pub fn keep_shown(&mut self, findings: &[Finding]) {
        let is_shown = |mark: &Mark| {
            findings.iter().any(|finding| {
                finding.suppressed.is_none()
                    && finding.card.id == mark.rule
                    && finding.place == mark.place
            })
        };
        self.nodes.iter_mut().for_each(|node| node.marks.retain(is_shown));
        self.edges.iter_mut().for_each(|edge| edge.marks.retain(is_shown));
        // Nodes that are there for their faults come last and have no edges, so the numbers of the others stay.
        self.nodes.retain(|node| !node.only_for_marks || !node.marks.is_empty());
    }

    /// The rules that a node is marked with: its own, and those of the lines that start at it.
    pub(crate) fn rules_of(&self, number: usize) -> Vec<&'static str> {
        let own = self.nodes.get(number).into_iter().flat_map(|node| &node.marks);
        let lines = self.edges.iter().filter(|edge| edge.from == number);
        ids(own.chain(lines.flat_map(|edge| &edge.marks)))
    }

    /// The numbers of the nodes that lie directly within another, or in none.
    pub(crate) fn within(&self, outer: Option<usize>) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(move |number| self.nodes[*number].within == outer)
    }
}

/// The ids of marks, each once.
fn ids<'m>(marks: impl Iterator<Item = &'m Mark>) -> Vec<&'static str> {
    let mut ids: Vec<_> = marks.map(|mark| mark.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A Mermaid flowchart, which GitHub, GitLab and Azure DevOps draw.
    Mermaid,
    /// The language of Graphviz.
    Dot,
    /// An image.
    Svg,
}

/// Names longer than this lose their middle: both ends of a name tell more.
const LONGEST: usize = 44;

fn middle_cut(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let tail = LONGEST / 2 - 1;
    let start: String = text.chars().take(LONGEST - tail - 1).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{start}…{end}")
}

/// Writes the pictures as one document.
pub fn write(form: Form, pictures: &[Picture], out: &mut dyn io::Write) -> io::Result<()> {
    let text = match form {
        Form::Mermaid => mermaid::page(pictures),
        Form::Dot => dot::page(pictures),
        Form::Svg => svg::page(pictures),
    };
    out.write_all(text.as_bytes())
}

/// Mermaid refuses larger texts, and more lines than this.
const MERMAID_BYTES: usize = 45_000;
const MERMAID_EDGES: usize = 450;

/// The pictures as Mermaid, as many of the first ones as its readers draw; `None` where there is nothing to see.
pub fn for_comment(pictures: &[Picture]) -> Option<String> {
    let (mut bytes, mut edges) = (0, 0);
    let fits = |picture: &&Picture| {
        bytes += mermaid::page(std::slice::from_ref(*picture)).len();
        edges += picture.edges.len();
        bytes < MERMAID_BYTES && edges < MERMAID_EDGES
    };
    let count = pictures.iter().take_while(fits).count();
    (count > 0).then(|| mermaid::page(&pictures[..count]))
}

#[cfg(test)]
mod tests;
