//! The functions of the template language, as functions of values.
//!
//! A body gives what is certain: of wholly known arguments what Azure gives, or fails where Azure fails; of partly known ones
//! symbolic text, open arrays and open objects where these are certain, and else nothing.

mod args;
mod arrays;
mod choices;
mod cidr;
mod compare;
mod dates;
mod distinct;
mod duration;
mod encoding;
mod format;
mod hashes;
mod json;
mod lambdas;
mod logic;
mod merge;
mod moment;
mod numbers;
mod numerals;
mod objects;
mod parts;
mod pick;
mod search;
#[cfg(test)]
mod soundness;
mod split;
mod strings;
mod symbols;
#[cfg(test)]
mod testing;
mod text;
mod uri;

use super::heap::Heap;
use super::value::Val;
use crate::syntax::function::Function;

/// Why a function gave no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The deployment would fail: a wrong type, a range, an overflow. Plain words, without a period.
    Error(String),
    /// It depends on arguments that are not known.
    NotKnown,
}

/// The result of a function.
pub type Outcome<'w> = Result<Val<'w>, Failure>;

/// A function of values: no argument is `OneOf` at its outermost, any of them may be unknown, symbolic or partly known.
pub type Body = for<'w> fn(Heap<'w>, &[Val<'w>]) -> Outcome<'w>;

/// The body of a pure function; `None` for those that need more than their arguments, which the evaluator knows itself.
pub fn body(function: Function) -> Option<Body> {
    of_values(function).or_else(|| of_texts(function)).or_else(|| of_collections(function))
}

/// The data of a JSON text, read as `json()` reads it.
pub(super) fn read_json<'w>(heap: Heap<'w>, text: &str) -> Outcome<'w> {
    json::read(heap, text)
}

/// Numbers, truth, comparison, dates.
fn of_values(function: Function) -> Option<Body> {
    Some(match function {
        Function::Add => numbers::add,
        Function::Sub => numbers::sub,
        Function::Mul => numbers::mul,
        Function::Div => numbers::div,
        Function::Mod => numbers::modulo,
        Function::Int => numbers::int,
        Function::Float => numbers::float,
        Function::Min => numbers::min,
        Function::Max => numbers::max,
        Function::Range => numbers::range,
        Function::Bool => logic::bool,
        Function::Equals => logic::equals,
        Function::Fail => logic::fail,
        Function::Not => logic::not,
        Function::Greater => compare::greater,
        Function::GreaterOrEquals => compare::greater_or_equals,
        Function::Less => compare::less,
        Function::LessOrEquals => compare::less_or_equals,
        Function::DateTimeAdd => dates::add,
        Function::DateTimeFromEpoch => dates::from_epoch,
        Function::DateTimeToEpoch => dates::to_epoch,
        Function::CidrHost => cidr::host,
        Function::CidrSubnet => cidr::subnet,
        Function::ParseCidr => cidr::parse,
        _ => return None,
    })
}

/// Functions of text.
fn of_texts(function: Function) -> Option<Body> {
    Some(match function {
        Function::Base64 => encoding::base64,
        Function::Base64ToJson => encoding::base64_to_json,
        Function::Base64ToString => encoding::base64_to_string,
        Function::BuildUri => uri::build,
        Function::Concat => strings::concat,
        Function::DataUri => encoding::data_uri,
        Function::DataUriToString => encoding::data_uri_to_string,
        Function::EndsWith => search::ends_with,
        Function::Format => format::format,
        Function::Guid => hashes::guid,
        Function::IndexOf => search::index_of,
        Function::Join => strings::join,
        Function::Json => json::json,
        Function::LastIndexOf => search::last_index_of,
        Function::Like => search::like,
        Function::PadLeft => strings::pad_left,
        Function::ParseUri => uri::parse,
        Function::Replace => split::replace,
        Function::Split => split::split,
        Function::StartsWith => search::starts_with,
        Function::String => strings::string,
        Function::Substring => parts::substring,
        Function::ToLower => strings::to_lower,
        Function::ToUpper => strings::to_upper,
        Function::Trim => strings::trim,
        Function::UniqueString => hashes::unique_string,
        Function::Uri => uri::resolve,
        Function::UriComponent => encoding::uri_component,
        Function::UriComponentToString => encoding::uri_component_to_string,
        _ => return None,
    })
}

/// Functions of arrays and objects.
fn of_collections(function: Function) -> Option<Body> {
    Some(match function {
        Function::Array => arrays::array,
        Function::Contains => search::contains,
        Function::CreateArray => arrays::create,
        Function::CreateObject => objects::create,
        Function::Distinct => arrays::distinct,
        Function::Empty => parts::empty,
        Function::Filter => lambdas::filter,
        Function::First => parts::first,
        Function::Flatten => arrays::flatten,
        Function::GroupBy => lambdas::group_by,
        Function::IndexFromEnd => pick::index_from_end,
        Function::Intersection => arrays::intersection,
        Function::Items => objects::items,
        Function::Last => parts::last,
        Function::Length => parts::length,
        Function::Map => lambdas::map,
        Function::MapValues => lambdas::map_values,
        Function::ObjectKeys => objects::keys,
        Function::Reduce => lambdas::reduce,
        Function::ShallowMerge => merge::shallow_merge,
        Function::Skip => parts::skip,
        Function::Sort => lambdas::sort,
        Function::Take => parts::take,
        Function::ToObject => lambdas::to_object,
        Function::TryGet => pick::try_get,
        Function::TryIndexFromEnd => pick::try_index_from_end,
        Function::Union => merge::union,
        _ => return None,
    })
}
