//! Reading arguments: known and of the right type, or the reason why not.

use super::Failure;
use crate::eval::value::{Array, Data, Object, Val};

/// A failure of the deployment.
pub(super) fn error<T>(why: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Error(why.into()))
}

/// An argument; it is an error not to give it.
pub(super) fn at<'w>(args: &[Val<'w>], index: usize) -> Result<Val<'w>, Failure> {
    match args.get(index) {
        Some(value) => Ok(value),
        None => error(format!("argument {} is missing", index + 1)),
    }
}

/// Text, wholly known.
pub(super) fn text<'w>(args: &[Val<'w>], index: usize) -> Result<&'w str, Failure> {
    let value = at(args, index)?;
    match value.data {
        Data::Str(text) => Ok(text),
        Data::Text(_) => Err(Failure::NotKnown),
        _ => wrong(index, "text", value),
    }
}

/// A whole number.
pub(super) fn int(args: &[Val<'_>], index: usize) -> Result<i64, Failure> {
    let value = at(args, index)?;
    match value.data {
        Data::Int(number) => Ok(number),
        Data::Float(number) if number.fract() == 0.0 => Err(Failure::NotKnown),
        _ => wrong(index, "a whole number", value),
    }
}

/// An array, perhaps open.
pub(super) fn array<'w>(args: &[Val<'w>], index: usize) -> Result<Array<'w>, Failure> {
    let value = at(args, index)?;
    match value.data {
        Data::Array(array) => Ok(array),
        _ => wrong(index, "an array", value),
    }
}

/// An array whose every element is there to see.
pub(super) fn closed<'w>(args: &[Val<'w>], index: usize) -> Result<Array<'w>, Failure> {
    let array = array(args, index)?;
    if array.open { Err(Failure::NotKnown) } else { Ok(array) }
}

/// An object, perhaps open.
pub(super) fn object<'w>(args: &[Val<'w>], index: usize) -> Result<Object<'w>, Failure> {
    let value = at(args, index)?;
    match value.data {
        Data::Object(object) => Ok(object),
        _ => wrong(index, "an object", value),
    }
}

/// The failure of an argument that is not `wanted`: not known where its type is not known either.
pub(super) fn wrong<T>(index: usize, wanted: &str, value: Val<'_>) -> Result<T, Failure> {
    if is_vague(value) {
        return Err(Failure::NotKnown);
    }
    error(format!("argument {} must be {wanted}, not {}", index + 1, kind(value)))
}

/// Whether not even the type of a value is known.
pub(super) fn is_vague(value: Val<'_>) -> bool {
    matches!(value.data, Data::Unknown(_) | Data::OneOf(_))
}

/// What a value is, in words.
pub(super) fn kind(value: Val<'_>) -> &'static str {
    match value.data {
        Data::Null => "null",
        Data::Bool(_) => "a boolean",
        Data::Int(_) | Data::Float(_) => "a number",
        Data::Str(_) | Data::Text(_) => "text",
        Data::Array(_) => "an array",
        Data::Object(_) => "an object",
        Data::Lambda(_) => "a lambda",
        Data::OneOf(_) | Data::Unknown(_) => "an unknown value",
    }
}

/// Whether nothing in a value is unknown. Evaluates all of it.
pub(super) fn is_known(value: Val<'_>) -> bool {
    value.is_known()
}
