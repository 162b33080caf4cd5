//! Address prefixes and tags that stand for everybody, in rules of security groups and firewalls.
//!
//! Sources: security rules in the reference of `Microsoft.Network/networkSecurityGroups` (`*` matches all addresses, the tags
//! `VirtualNetwork`, `AzureLoadBalancer` and `Internet`), and the default rules of a group, which are told with `0.0.0.0/0`.

use super::subnets;
use crate::eval::equal::{self, Tri};
use crate::eval::value::{Data, Val};

/// Whether it stands for every address, of the network itself and of the Internet: `*`, `Any`, `0.0.0.0/0`.
pub fn is_everything(prefix: Val<'_>) -> Tri {
    judge(prefix, |text| is_every_address(text) || is_every_range(text, false))
}

/// Whether it lets anybody on the Internet in or out: what stands for every address, `::/0`, and the tag `Internet`.
pub fn is_internet(prefix: Val<'_>) -> Tri {
    judge(prefix, |text| {
        is_every_address(text)
            || is_every_range(text, false)
            || is_every_range(text, true)
            || text.eq_ignore_ascii_case("Internet")
    })
}

fn judge(prefix: Val<'_>, is: impl Fn(&str) -> bool) -> Tri {
    equal::every(prefix.alternatives().map(|value| match value.data {
        Data::Str(text) => is(text.trim()).into(),
        _ => Tri::Maybe,
    }))
}

fn is_every_address(text: &str) -> bool {
    text == "*" || text.eq_ignore_ascii_case("Any")
}

/// A range without any bit that is given, of the sixth version of the protocol or the fourth.
fn is_every_range(text: &str, sixth: bool) -> bool {
    text.ends_with("/0")
        && subnets::parse(text).is_some_and(|range| range.addr().is_ipv6() == sixth)
}

#[cfg(test)]
mod tests {
    use super::{is_everything, is_internet};
    use crate::eval::heap::Heap;
    use bumpalo::Bump;

    #[test]
    fn words_and_ranges_in_any_case() {
        let arena = Bump::new();
        let heap = Heap::new(&arena);
        for (text, everything, internet) in [
            ("*", true, true),
            (" * ", true, true),
            ("Any", true, true),
            ("ANY", true, true),
            ("0.0.0.0/0", true, true),
            ("10.0.0.0/0", true, true),
            ("::/0", false, true),
            ("Internet", false, true),
            ("INTERNET", false, true),
            ("internet", false, true),
            ("VirtualNetwork", false, false),
            ("AzureCloud", false, false),
            ("0.0.0.0", false, false),
            ("10.0.0.0/8", false, false),
            ("", false, false),
        ] {
            let value = heap.str(text);
            assert_eq!(is_everything(value).is_yes(), everything, "{text}");
            assert_eq!(is_internet(value).is_yes(), internet, "{text}");
        }
    }
}
