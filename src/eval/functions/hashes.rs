//! Names made of hashes: the same in every deployment with the same arguments.

use super::args::{self, error};
use super::text::LONGEST;
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::Val;
use uuid::Uuid;

/// The name space of `guid()`.
const NAMESPACE: Uuid = Uuid::from_u128(0x11fb_06fb_712d_4ddd_98c7_e71b_bd58_8830);

/// The arguments, joined by hyphens. A wrong type is a failure, whatever the others may be.
fn joined(args: &[Val<'_>]) -> Result<String, Failure> {
    let texts: Vec<_> = (0..args.len()).map(|at| args::text(args, at)).collect();
    if let Some(failure) = texts.iter().find_map(|text| match text {
        Err(failure @ Failure::Error(_)) => Some(failure.clone()),
        _ => None,
    }) {
        return Err(failure);
    }
    let texts: Vec<&str> = texts.into_iter().collect::<Result<_, _>>()?;
    if texts.iter().map(|text| text.len()).sum::<usize>() > LONGEST {
        return error("the text is larger than 1 MiB");
    }
    Ok(texts.join("-"))
}

/// A UUID of version 5.
pub(super) fn guid<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    Ok(heap.str(&Uuid::new_v5(&NAMESPACE, joined(args)?.as_bytes()).to_string()))
}

/// Thirteen characters of base 32.
pub(super) fn unique_string<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    Ok(heap.str(&base32(hash(joined(args)?.as_bytes()))))
}

fn base32(mut hash: u64) -> String {
    let mut text = String::with_capacity(13);
    for _ in 0..13 {
        text.push(char::from(b"abcdefghijklmnopqrstuvwxyz234567"[(hash >> 59) as usize]));
        hash <<= 5;
    }
    text
}

const FIRST: u32 = 0x239b_961b;
const SECOND: u32 = 0xab0e_9789;

/// A 64-bit hash in two lanes of 32 bits, after Murmur 3.
fn hash(bytes: &[u8]) -> u64 {
    let (mut one, mut two) = (0_u32, 0_u32);
    let (blocks, tail) = bytes.as_chunks::<8>();
    for block in blocks {
        let (front, back) = block.split_at(4);
        one ^= mix_first(word(front));
        one = one.rotate_left(19).wrapping_add(two);
        one = one.wrapping_mul(5).wrapping_add(0x561c_cd1b);
        two ^= mix_second(word(back));
        two = two.rotate_left(13).wrapping_add(one);
        two = two.wrapping_mul(5).wrapping_add(0x0bca_a747);
    }
    let (front, back) = tail.split_at(tail.len().min(4));
    one ^= mix_first(word(front));
    two ^= mix_second(word(back));
    let length = bytes.len() as u32;
    (one, two) = cross(one ^ length, two ^ length);
    (one, two) = cross(finish(one), finish(two));
    u64::from(two) << 32 | u64::from(one)
}

fn mix_first(word: u32) -> u32 {
    word.wrapping_mul(FIRST).rotate_left(15).wrapping_mul(SECOND)
}

fn mix_second(word: u32) -> u32 {
    word.wrapping_mul(SECOND).rotate_left(17).wrapping_mul(FIRST)
}

/// Up to four bytes, the least first.
fn word(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte))
}

const fn cross(one: u32, two: u32) -> (u32, u32) {
    let one = one.wrapping_add(two);
    (one, two.wrapping_add(one))
}

const fn finish(mut lane: u32) -> u32 {
    lane = (lane ^ lane >> 16).wrapping_mul(0x85eb_ca6b);
    lane = (lane ^ lane >> 13).wrapping_mul(0xc2b2_ae35);
    lane ^ lane >> 16
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{Guid, UniqueString};

    #[test]
    fn the_engine_gives_the_same() {
        check(UniqueString, r#"["snap", "crackle", "pop"]"#, r#""byghxckddilkc""#);
        let group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/myRg";
        check(UniqueString, &format!(r#"["{group}"]"#), r#""js26ofeqkqeve""#);
        check(Guid, r#"["foo", "bar", "baz"]"#, r#""2ed86837-7c7c-5eaa-9864-dd077fd19b0d""#);
    }

    #[test]
    fn every_argument_must_be_known_text() {
        check(UniqueString, r#"["‹p›"]"#, "?");
        check(UniqueString, r#"["‹p›", 2]"#, "error: argument 2 must be text, not a number");
    }
}
