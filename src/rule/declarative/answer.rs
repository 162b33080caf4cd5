//! What a condition comes to: how sure it is that it holds, and how sure that it fails.

use crate::eval::instance::Instance;
use crate::finding::Confidence;
use crate::look::Spot;

/// The answer of a condition. Where neither is set, it cannot be told; of one of several values both may be, with low
/// confidence.
#[derive(Debug, Default)]
pub(crate) struct Answer<'w> {
    /// How sure it is that the condition holds.
    pub(crate) holds: Option<Confidence>,
    /// How sure it is that it fails.
    pub(crate) fails: Option<Confidence>,
    /// What the answer was read from.
    pub(crate) evidence: Vec<Evidence<'w>>,
}

/// One place that took part in an answer.
#[derive(Debug, Clone)]
pub(crate) struct Evidence<'w> {
    /// The resource.
    pub(crate) instance: &'w Instance<'w>,
    /// The place in it.
    pub(crate) spot: Spot<'w>,
    /// How sure it is that what stands there is as wanted.
    pub(crate) holds: Option<Confidence>,
    /// How sure it is that it is not.
    pub(crate) fails: Option<Confidence>,
    /// Nothing stands there.
    pub(crate) missing: bool,
}

impl<'w> Answer<'w> {
    /// It cannot be told.
    pub(crate) const UNKNOWN: Self = Self { holds: None, fails: None, evidence: Vec::new() };

    /// Certain, without evidence of its own.
    pub(crate) fn certain(holds: bool) -> Self {
        Self::sure(holds, Confidence::High)
    }

    /// As sure as is said, without evidence of its own.
    pub(crate) fn sure(holds: bool, confidence: Confidence) -> Self {
        let mut answer = Self::UNKNOWN;
        *(if holds { &mut answer.holds } else { &mut answer.fails }) = Some(confidence);
        answer
    }

    /// The answer of one place.
    pub(crate) fn of(evidence: Evidence<'w>) -> Self {
        Self { holds: evidence.holds, fails: evidence.fails, evidence: vec![evidence] }
    }

    /// The opposite.
    pub(crate) fn negate(mut self) -> Self {
        std::mem::swap(&mut self.holds, &mut self.fails);
        for evidence in &mut self.evidence {
            std::mem::swap(&mut evidence.holds, &mut evidence.fails);
        }
        self
    }

    /// Holds when all hold; fails when one fails. All failing places are its evidence.
    pub(crate) fn all(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self { holds: Some(Confidence::High), fails: None, evidence: Vec::new() };
        for answer in answers {
            whole.holds = both(whole.holds, answer.holds);
            whole.fails = whole.fails.max(answer.fails);
            whole.evidence.extend(answer.evidence);
        }
        if whole.holds.is_none() {
            whole.evidence.iter_mut().for_each(|evidence| evidence.holds = None);
        }
        whole
    }

    /// Holds when one holds; fails when all fail. The first failing place that was written stands for all.
    pub(crate) fn any(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self { holds: None, fails: Some(Confidence::High), evidence: Vec::new() };
        for answer in answers {
            whole.holds = whole.holds.max(answer.holds);
            whole.fails = both(whole.fails, answer.fails);
            whole.evidence.extend(answer.evidence);
        }
        if whole.fails.is_some() {
            let failing = |evidence: &&Evidence<'w>| evidence.fails.is_some();
            let written = whole.evidence.iter().filter(failing).find(|evidence| !evidence.missing);
            let chosen = written.or_else(|| whole.evidence.iter().find(failing)).cloned();
            whole.evidence = chosen.into_iter().collect();
        } else {
            whole.evidence.iter_mut().for_each(|evidence| evidence.fails = None);
        }
        whole
    }

    /// No surer than this.
    pub(crate) fn at_most(mut self, confidence: Option<Confidence>) -> Self {
        self.holds = both(self.holds, confidence);
        self.fails = both(self.fails, confidence);
        for evidence in &mut self.evidence {
            evidence.holds = both(evidence.holds, confidence);
            evidence.fails = both(evidence.fails, confidence);
        }
        self
    }
}

/// The lower of two; nothing where one is nothing.
pub(crate) fn both(left: Option<Confidence>, right: Option<Confidence>) -> Option<Confidence> {
    Some(left?.min(right?))
}
