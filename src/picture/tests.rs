//! What the writers make of hostile names.

use super::*;
use crate::source::{FileId, Place, Span};

const HOSTILE: &str = "x\"]; end\n<script>alert('1')</script> & --> `%%{init}%%` #quot; \\\" {{a|b}} \u{202e}\u{1b}[31m ::error::";

fn node(kind: Kind, within: Option<usize>, marks: Vec<Mark>) -> Node {
    Node {
        kind,
        title: HOSTILE.to_owned(),
        details: vec![HOSTILE.to_owned()],
        outside: within.is_none(),
        within,
        marks,
        only_for_marks: false,
    }
}

fn mark() -> Mark {
    let place = Place { file: FileId(0), span: Span::new(0, 1) };
    Mark { rule: "PL006", title: "A <title>", place }
}

fn edge(from: usize, to: usize, tie: Tie) -> Edge {
    Edge { from, to, tie, label: HOSTILE.to_owned(), marks: vec![mark()] }
}

fn picture() -> Picture {
    Picture {
        title: HOSTILE.to_owned(),
        nodes: vec![
            node(Kind::Network, None, Vec::new()),
            node(Kind::Subnet, Some(0), vec![mark()]),
            node(Kind::Guard, Some(1), Vec::new()),
            node(Kind::Endpoint, Some(1), vec![mark()]),
            node(Kind::Zone, None, Vec::new()),
            node(Kind::Target, None, Vec::new()),
            node(Kind::Network, None, Vec::new()),
        ],
        edges: vec![
            edge(3, 5, Tie::Connection),
            edge(3, 4, Tie::Records),
            edge(4, 0, Tie::Link),
            edge(0, 6, Tie::Peering),
        ],
    }
}

fn text(form: Form, pictures: &[Picture]) -> String {
    let mut bytes = Vec::new();
    write(form, pictures, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn mermaid_lines_have_the_shapes_of_mermaid() {
    let page = text(Form::Mermaid, &[picture(), picture()]);
    let id = r"w\d+(n\d+)?";
    let label = r#""[\p{Alphabetic}\p{N} .,:/\-…()#;<>⚠]*""#;
    let shapes = format!(
        r"^(flowchart LR|  subgraph {id}\[{label}\]|  end|  {id}(\[|\(\[|\[\(|\{{\{{){label}(\]|\]\)|\)\]|\}}\}})|  {id} (-->|-\.->|<-->)\|{label}\| {id}|  (classDef|class|linkStyle) .*)$"
    );
    let shapes = regex::Regex::new(&shapes).unwrap();
    for line in page.lines() {
        assert!(shapes.is_match(line), "{line}");
    }
    let count =
        |word: &str| page.lines().filter(|line| line.trim_start().starts_with(word)).count();
    assert_eq!(count("subgraph"), count("end"));
    assert_eq!(count("subgraph"), 2 * 4);
    // Line breaks are the only markup.
    assert_eq!(
        page.matches('<').count(),
        page.matches("<br/>").count() + page.matches("<-->").count()
    );
}

#[test]
fn svg_is_read_back_with_all_names() {
    let page = text(Form::Svg, &[picture(), picture()]);
    let document = roxmltree::Document::parse(&page).unwrap();
    let texts: Vec<_> = document
        .descendants()
        .filter(|n| n.has_tag_name("text"))
        .filter_map(|n| n.text())
        .collect();
    assert_eq!(texts.iter().filter(|text| text.contains("<script>alert")).count(), 2 * (1 + 2 * 7));
    assert!(!document.descendants().any(|n| n.has_tag_name("script")));
    assert!(texts.iter().any(|text| text.contains("PL006")));
}

#[test]
fn boxes_of_an_svg_do_not_overlap_and_lie_on_the_page() {
    let page = text(Form::Svg, &[picture()]);
    let document = roxmltree::Document::parse(&page).unwrap();
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| {
        node.attribute(name).and_then(|value| value.parse::<f64>().ok())
    };
    let width = number(&document.root_element(), "width").unwrap();
    let boxes: Vec<[f64; 4]> = document
        .descendants()
        .filter(|n| n.has_tag_name("rect") && n.parent().is_some_and(|p| p.has_tag_name("g")))
        .map(|n| ["x", "y", "width", "height"].map(|name| number(&n, name).unwrap()))
        .collect();
    assert_eq!(boxes.len(), 7);
    for [x, y, w, h] in &boxes {
        assert!(*x >= 0.0 && *y >= 0.0 && x + w <= width);
        for [x2, y2, w2, h2] in &boxes {
            let apart = x + w <= *x2 || x2 + w2 <= *x || y + h <= *y2 || y2 + h2 <= *y;
            let within = |a: [f64; 4], b: [f64; 4]| {
                a[0] >= b[0]
                    && a[1] >= b[1]
                    && a[0] + a[2] <= b[0] + b[2]
                    && a[1] + a[3] <= b[1] + b[3]
            };
            let (one, two) = ([*x, *y, *w, *h], [*x2, *y2, *w2, *h2]);
            assert!(apart || within(one, two) || within(two, one), "{one:?} {two:?}");
        }
    }
}

#[test]
fn quotes_and_braces_of_dot_are_balanced() {
    let page = text(Form::Dot, &[picture(), picture()]);
    let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
    for c in page.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth -= 1,
            '\n' => assert!(!quoted),
            _ => {}
        }
    }
    assert_eq!((depth, quoted), (0, false));
}

#[test]
fn suppressed_faults_go_and_so_do_services_drawn_for_them() {
    let mut picture = picture();
    let faulty = Node { only_for_marks: true, ..node(Kind::Target, None, vec![mark()]) };
    picture.nodes.push(faulty);
    picture.keep_shown(&[]);
    assert_eq!(picture.nodes.len(), 7);
    assert!(picture.nodes.iter().all(|node| node.marks.is_empty()));
    assert!(picture.edges.iter().all(|edge| edge.marks.is_empty()));
}

#[test]
fn a_comment_takes_no_more_than_its_readers_draw() {
    assert_eq!(for_comment(&[]), None);
    let many = vec![picture(); 200];
    let comment = for_comment(&many).unwrap();
    assert!(comment.len() < MERMAID_BYTES && comment.contains("w1n0"));
}
