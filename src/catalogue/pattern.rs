//! Names with placeholders: `privatelink.{regionName}.azmk8s.io`.

/// The longest list of placeholders in one pattern.
const MOST: usize = 4;

/// What the placeholders of a pattern stand for in a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bindings<'n> {
    pairs: [Option<(&'static str, &'n str)>; MOST],
}

impl<'n> Bindings<'n> {
    /// What the placeholder stands for: `get("regionName")`.
    pub fn get(&self, placeholder: &str) -> Option<&'n str> {
        let mut pairs = self.pairs.iter().flatten();
        pairs.find(|(name, _)| name.eq_ignore_ascii_case(placeholder)).map(|(_, text)| *text)
    }

    /// All placeholders with what they stand for.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &'n str)> {
        self.pairs.iter().flatten().copied()
    }

    fn push(&mut self, name: &'static str, text: &'n str) {
        if let Some(free) = self.pairs.iter_mut().find(|pair| pair.is_none()) {
            *free = Some((name, text));
        }
    }
}

/// The placeholders of a pattern.
pub fn placeholders(pattern: &'static str) -> impl Iterator<Item = &'static str> {
    pattern.split('{').skip(1).filter_map(|part| part.split('}').next())
}

/// Matches a dotted name against a pattern, label by label and without regard to case. A
/// placeholder takes one label, or a part of it; the root's dot at the end of a name is nothing.
pub fn matches<'n>(pattern: &'static str, name: &'n str) -> Option<Bindings<'n>> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let mut bindings = Bindings::default();
    let (mut wanted, mut given) = (pattern.split('.'), name.split('.'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(bindings),
            (Some(wanted), Some(given)) => label(wanted, given, &mut bindings)?,
            _ => return None,
        }
    }
}

/// Matches one label; a placeholder needs at least one character.
pub(super) fn label<'n>(
    pattern: &'static str,
    text: &'n str,
    bindings: &mut Bindings<'n>,
) -> Option<()> {
    let Some((before, rest)) = pattern.split_once('{') else {
        return pattern.eq_ignore_ascii_case(text).then_some(());
    };
    let (placeholder, after) = rest.split_once('}')?;
    let (start, text) = text.split_at_checked(before.len())?;
    let (middle, end) = text.split_at_checked(text.len().checked_sub(after.len())?)?;
    let fits = start.eq_ignore_ascii_case(before) && end.eq_ignore_ascii_case(after);
    (fits && !middle.is_empty()).then(|| bindings.push(placeholder, middle))
}

/// The pattern with every placeholder filled by `fill`; `None` where one stays open.
pub fn fill(pattern: &'static str, fill: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, tail)) = rest.split_once('{') {
        let (placeholder, tail) = tail.split_once('}')?;
        text.push_str(before);
        text.push_str(&fill(placeholder)?);
        rest = tail;
    }
    text.push_str(rest);
    Some(text)
}
