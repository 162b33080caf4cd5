//! Address ranges.

use super::args::{self, error};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::Val;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address range as numbers.
#[derive(Clone, Copy)]
struct Network {
    net: IpNet,
    first: u128,
    last: u128,
}

impl Network {
    fn read(args: &[Val<'_>]) -> Result<Self, Failure> {
        let text = args::text(args, 0)?;
        match text.parse::<IpNet>() {
            Ok(net) => Ok(Self::of(net.trunc())),
            // Azure guesses the prefix of an address without one.
            Err(_) if text.parse::<IpAddr>().is_ok() => Err(Failure::NotKnown),
            Err(_) => error(format!("'{text}' is not an address range")),
        }
    }

    fn of(net: IpNet) -> Self {
        Self { net, first: number(net.network()), last: number(net.broadcast()) }
    }

    const fn is_v4(self) -> bool {
        matches!(self.net, IpNet::V4(_))
    }

    fn address(self, number: u128) -> IpAddr {
        if self.is_v4() {
            IpAddr::V4(Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX)))
        } else {
            IpAddr::V6(Ipv6Addr::from(number))
        }
    }

    /// The first and the last address for a machine.
    const fn usable(self) -> (u128, u128) {
        if !self.is_v4() {
            (self.first, self.last)
        } else if self.last - self.first < 3 {
            (self.first, self.first)
        } else {
            (self.first + 1, self.last - 1)
        }
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

/// What a range comes to: network, mask, usable addresses.
pub(super) fn parse<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let network = Network::read(args)?;
    let (first, last) = network.usable();
    let mut members = vec![
        ("network", heap.str(&network.net.network().to_string())),
        ("netmask", heap.str(&network.net.netmask().to_string())),
    ];
    if network.is_v4() {
        members.push(("broadcast", heap.str(&network.net.broadcast().to_string())));
    }
    members.push(("firstUsable", heap.str(&network.address(first).to_string())));
    members.push(("lastUsable", heap.str(&network.address(last).to_string())));
    members.push(("cidr", heap.int(network.net.prefix_len().into())));
    Ok(heap.object(&members))
}

/// The n-th range of a longer prefix.
pub(super) fn subnet<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let network = Network::read(args)?;
    let prefix = args::int(args, 1)?;
    let index = args::int(args, 2)?;
    let (have, most) = (network.net.prefix_len(), network.net.max_prefix_len());
    let Some(prefix) = u8::try_from(prefix).ok().filter(|p| (have..=most).contains(p)) else {
        return error(format!("the prefix must be between {have} and {most}, not {prefix}"));
    };
    let first = u128::try_from(index)
        .ok()
        .and_then(|index| index.checked_mul(1_u128.checked_shl(u32::from(most - prefix))?))
        .and_then(|offset| network.first.checked_add(offset))
        .filter(|first| *first <= network.last);
    let first = match first {
        Some(first) => first,
        // A prefix of 0 holds a single range, which cannot be shifted.
        None if index == 0 => network.first,
        None => return error(format!("{} has no subnet {index} of /{prefix}", network.net)),
    };
    let net = match network.address(first) {
        IpAddr::V4(address) => Ipv4Net::new(address, prefix).map(IpNet::V4),
        IpAddr::V6(address) => Ipv6Net::new(address, prefix).map(IpNet::V6),
    };
    net.map(|net| heap.str(&net.to_string())).map_err(|_| Failure::NotKnown)
}

/// The n-th address for a machine, from 0.
pub(super) fn host<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let network = Network::read(args)?;
    let index = args::int(args, 1)?;
    let last = if network.is_v4() { network.usable().1 } else { network.last };
    let address = u128::try_from(index)
        .ok()
        .and_then(|index| network.first.checked_add(1)?.checked_add(index))
        .filter(|address| *address <= last);
    match address {
        Some(address) => Ok(heap.str(&network.address(address).to_string())),
        None => error(format!("{} has no host {index}", network.net)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{CidrHost, CidrSubnet, ParseCidr};

    #[test]
    fn ranges_are_taken_apart() {
        let v4 = concat!(
            r#"{"network":"10.144.0.0","netmask":"255.255.240.0","broadcast":"10.144.15.255","#,
            r#""firstUsable":"10.144.0.1","lastUsable":"10.144.15.254","cidr":20}"#
        );
        check(ParseCidr, r#"["10.144.0.9/20"]"#, v4);
        let v6 = concat!(
            r#"{"network":"fdad:3236:5555::","netmask":"ffff:ffff:ffff::","#,
            r#""firstUsable":"fdad:3236:5555::","lastUsable":"fdad:3236:5555:ffff:ffff:ffff:ffff:ffff","cidr":48}"#
        );
        check(ParseCidr, r#"["FDAD:3236:5555::/48"]"#, v6);
        let wrong = "error: '1000.144.0.0/20' is not an address range";
        check(ParseCidr, r#"["1000.144.0.0/20"]"#, wrong);
    }

    #[test]
    fn subnets_and_hosts_are_counted_from_zero() {
        check(CidrSubnet, r#"["10.144.0.0/20", 24, 4]"#, r#""10.144.4.0/24""#);
        check(CidrSubnet, r#"["fdad:3236:5555::/48", 52, 1]"#, r#""fdad:3236:5555:1000::/52""#);
        check(CidrSubnet, r#"["::/0", 0, 0]"#, r#""::/0""#);
        let none = "error: 10.0.0.0/27 has no subnet 1 of /27";
        check(CidrSubnet, r#"["10.0.0.0/27", 27, 1]"#, none);
        let prefix = "error: the prefix must be between 48 and 128, not 200";
        check(CidrSubnet, r#"["fdad:3236:5555::/48", 200, 0]"#, prefix);
        check(CidrHost, r#"["10.144.3.0/24", 4]"#, r#""10.144.3.5""#);
        check(CidrHost, r#"["10.144.3.0/24", 254]"#, "error: 10.144.3.0/24 has no host 254");
        check(CidrHost, r#"["fdad:3236:5555:3000::/52", 0]"#, r#""fdad:3236:5555:3000::1""#);
    }
}
